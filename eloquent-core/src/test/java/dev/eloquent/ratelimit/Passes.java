package dev.eloquent.ratelimit;

import java.util.ArrayList;
import java.util.List;

/** What has passed when, and the most that has passed in any window. */
public final class Passes {
    private final List<long[]> passes = new ArrayList<>();

    public void add(long time, long permits) {
        passes.add(new long[] {time, permits});
    }

    /** In any window of that length, its end excluded; windows that begin with a pass are enough. */
    public long mostIn(long window) {
        long most = 0;
        long sum = 0;
        int begin = 0;
        for (long[] pass : passes) {
            sum += pass[1];
            while (pass[0] - passes.get(begin)[0] >= window) {
                sum -= passes.get(begin++)[1];
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    public long all() {
        return passes.stream().mapToLong(pass -> pass[1]).sum();
    }
}
