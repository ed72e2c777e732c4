package dev.eloquent.resilience4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How many permits have passed when. */
final class Passes {
    private record Pass(long time, long permits) {}

    private final List<Pass> passes = new ArrayList<>();

    void add(long time, long permits) {
        passes.add(new Pass(time, permits));
    }

    /** The most in any window of that length, its end excluded. */
    long mostIn(Duration window) {
        List<Pass> inOrder =
                passes.stream().sorted(Comparator.comparingLong(Pass::time)).toList();
        long most = 0;
        long sum = 0;
        int begin = 0;
        for (Pass pass : inOrder) {
            sum += pass.permits();
            while (pass.time() - inOrder.get(begin).time() >= window.toNanos()) {
                sum -= inOrder.get(begin++).permits();
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    long between(long begin, long end) {
        return passes.stream()
                .filter(pass -> pass.time() >= begin && pass.time() < end)
                .mapToLong(Pass::permits)
                .sum();
    }
}
