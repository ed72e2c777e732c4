package dev.eloquent.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The lines that a child process wrote so far, in the order of their arrival. */
final class OutputLog {
    enum Source {
        STDOUT,
        STDERR
    }

    private final List<Line> lines = new ArrayList<>();

    synchronized void add(Source source, String text) {
        lines.add(new Line(source, text));
    }

    synchronized List<String> all() {
        return lines.stream().map(Line::text).toList();
    }

    synchronized List<String> from(Source source) {
        return lines.stream()
                .filter(line -> line.source == source)
                .map(Line::text)
                .toList();
    }

    /** The first line that matches, or nothing when there is none by the deadline or after the end of the output. */
    Optional<String> await(Predicate<String> wanted, Duration limit, BooleanSupplier ended) {
        long start = System.nanoTime();
        while (true) {
            // Asked before the lines are searched: what the process wrote last must not be missed.
            boolean lastLook = ended.getAsBoolean() || System.nanoTime() - start > limit.toNanos();
            Optional<String> found = all().stream().filter(wanted).findFirst();
            if (found.isPresent() || lastLook) {
                return found;
            }
            Await.pause();
        }
    }

    private record Line(Source source, String text) {}
}
