package dev.eloquent.benchmarks.quotastores;

/** The same by a limit that everybody shares. */
public class PostgresHotKey extends PostgresKeysBySixteen {
    @Override
    int keys() {
        return 1;
    }
}
