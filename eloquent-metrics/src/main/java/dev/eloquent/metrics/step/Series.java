package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * A metric of CloudWatch: what all its data have in common.
 *
 * @param resolution in seconds: 1 or 60
 * @param bytes the most that its part of a datum takes as CBOR
 */
public record Series(String name, List<Dimension> dimensions, StandardUnit unit, int resolution, int bytes) {
    /** The limits of PutMetricData. */
    private static final int NAME = 255;

    private static final int DIMENSION_VALUE = 1024;
    private static final int DIMENSIONS = 30;

    /** Tags past the thirtieth are left out, and what CloudWatch takes no letters of is replaced. */
    public static Series of(String name, Iterable<Tag> tags, StandardUnit unit, int resolution) {
        String text = text(name, NAME);
        List<Dimension> dimensions = new ArrayList<>();
        int bytes = Cbor.text(text) + Cbor.text(unit.toString());
        for (Tag tag : tags) {
            if (dimensions.size() == DIMENSIONS) {
                break;
            }
            String key = unlike(dimensions, key(tag.getKey()));
            String value = text(tag.getValue(), DIMENSION_VALUE);
            dimensions.add(Dimension.builder().name(key).value(value).build());
            bytes += Cbor.DIMENSION + Cbor.text(key) + Cbor.text(value);
        }
        return new Series(text, List.copyOf(dimensions), unit, resolution, bytes);
    }

    private static String key(String key) {
        String text = text(key, NAME);
        // A colon may not stand first.
        return text.startsWith(":") ? "_" + text.substring(1) : text;
    }

    /** Tags that differ only in letters that CloudWatch does not take would have one name, and it refuses that. */
    private static String unlike(List<Dimension> others, String key) {
        String name = key;
        for (int i = 2; isTaken(others, name); i++) {
            String number = Integer.toString(i);
            name = key.substring(0, Math.min(key.length(), NAME - number.length())) + number;
        }
        return name;
    }

    private static boolean isTaken(List<Dimension> dimensions, String name) {
        return dimensions.stream().anyMatch(dimension -> dimension.name().equals(name));
    }

    private static String text(String text, int most) {
        StringBuilder ascii = new StringBuilder(Math.min(most, text.length()));
        for (int i = 0; i < text.length() && ascii.length() < most; i++) {
            char c = text.charAt(i);
            ascii.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return ascii.toString().isBlank() ? "none" : ascii.toString();
    }
}
