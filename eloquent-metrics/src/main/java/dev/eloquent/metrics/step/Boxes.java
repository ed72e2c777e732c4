package dev.eloquent.metrics.step;

import java.util.AbstractList;
import java.util.List;

/**
 * Numbers as the SDK wants them. Buckets are the same for all timers and most counts are small, so that few numbers make
 * most of a batch: the last ones are kept, each in the one place that its bits tell. For one thread at a time.
 */
public final class Boxes {
    private static final int PLACES = 1 << 11;

    private final Double[] kept = new Double[PLACES];

    /** A view: nobody changes the array. */
    List<Double> of(double[] numbers) {
        return new AbstractList<>() {
            @Override
            public Double get(int index) {
                return of(numbers[index]);
            }

            @Override
            public int size() {
                return numbers.length;
            }
        };
    }

    @SuppressWarnings("NullAway") // A place is empty at first.
    Double of(double number) {
        long bits = Double.doubleToRawLongBits(number);
        // A multiplicative hash: what differs in numbers of 32 bits is in the middle of the 64.
        int place = (int) ((bits * 0x9e3779b97f4a7c15L) >>> (Long.SIZE - 11));
        Double found = kept[place];
        if (found == null || Double.doubleToRawLongBits(found) != bits) {
            found = number;
            kept[place] = found;
        }
        return found;
    }
}
