package dev.eloquent.benchmarks.quotastores;

/** The same by a limit that everybody shares. */
public class RedisHotKey extends RedisKeysBySixteen {
    @Override
    int keys() {
        return 1;
    }
}
