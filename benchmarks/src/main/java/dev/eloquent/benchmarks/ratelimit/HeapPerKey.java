package dev.eloquent.benchmarks.ratelimit;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.openjdk.jol.info.GraphStats;

/**
 * Prints how many bytes of heap a key needs, when each of a million has asked once: all objects that can be reached from
 * the limiter, by JOL, less what can be reached from one that has had a single key. What of that are the keys themselves,
 * as Strings, is said apart: who keeps them has to have them, whoever else has them too.
 */
public final class HeapPerKey {
    private static final List<String> LIMITERS = List.of(
            "eloquentSmooth", "eloquentExact", "resilience4jRegistry", "bucket4jInCaffeine", "jdkAtomicInCaffeine");

    static {
        // JOL asks for offsets of fields that a hidden class or a record does not tell; it can find them itself.
        System.setProperty("jol.magicFieldOffset", "true");
    }

    private HeapPerKey() {}

    /** For each key, in bytes. */
    record Need(double all, double strings) {}

    /** Prints the table; its argument is how many keys, by default a million. */
    public static void main(String[] arguments) {
        int keys = arguments.length == 0 ? ManyKeys.KEYS : Integer.parseInt(arguments[0]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("| limiter | keys | bytes a key | without the Strings |\n|---|---:|---:|---:|");
        for (String limiter : LIMITERS) {
            Need need = measure(limiter, keys);
            out.println(String.format(
                    Locale.ROOT, "| %s | %,d | %,.0f | %,.0f |", limiter, keys, need.all, need.all - need.strings));
        }
    }

    static Need measure(String limiter, int keys) {
        List<String> clients = new Traffic(keys).everybody().toList();
        Predicate<String> limit = asked(limiter, clients);
        Predicate<String> single = asked(limiter, List.of("203.0.113.7"));
        List<Object> both = new ArrayList<>(clients);
        both.add(limit);
        long all;
        long together;
        do {
            // A cache tidies up in the background: two sums belong together only if nothing was freed between them.
            all = size(limit);
            together = size(both.toArray());
        } while (size(limit) != all);
        long strings = size(clients.toArray()) + all - together;
        return new Need((double) (all - size(single)) / keys, (double) strings / keys);
    }

    private static Predicate<String> asked(String limiter, List<String> clients) {
        Predicate<String> limit = ManyKeys.limit(limiter, clients.size());
        for (String client : clients) {
            if (!limit.test(client)) {
                throw new IllegalStateException(client);
            }
        }
        return limit;
    }

    /** Of everything that can be reached from these. */
    static long size(Object... roots) {
        return GraphStats.parseInstance(roots).totalSize();
    }
}
