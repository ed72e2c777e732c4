package dev.eloquent.metrics.step;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * How the data of a step go away.
 *
 * @param sink where to
 * @param cut how they are cut to what the sink takes at a time
 * @param mostValues how many distinct values a datum may have
 * @param repeatAmbiguous whether what may have been counted is sent again
 * @param buffer how many bytes may wait
 * @param spread which part of half a step passes before they are sent, 0 to 1
 * @param random for the pauses after failures
 */
public record Sending(
        Sink sink,
        Function<List<Datum>, List<Batch>> cut,
        int mostValues,
        boolean repeatAmbiguous,
        long buffer,
        double spread,
        DoubleSupplier random) {
    /** What is wrong with a buffer; nothing if nothing is. */
    public static List<String> faults(long buffer) {
        return buffer < 1_000_000 || buffer > 1_000_000_000
                ? List.of("buffer must be from 1000000 to 1000000000 bytes, was " + buffer)
                : List.of();
    }
}
