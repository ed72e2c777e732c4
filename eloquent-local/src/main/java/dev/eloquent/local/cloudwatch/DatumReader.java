package dev.eloquent.local.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads the data of one request, and notes all that CloudWatch would refuse of them. */
final class DatumReader {
    static final int MOST_VALUES = 150;
    static final Duration OLDEST = Duration.ofDays(14);
    static final Duration NEWEST = Duration.ofHours(2);

    /** 2 to the power of 360, the greatest number that CloudWatch takes; its negative is the least. */
    static final double LARGEST = Math.scalb(1.0, 360);

    static final List<String> UNITS = units();

    private static final String NO_UNIT = "None";
    private static final int STANDARD_RESOLUTION = 60;
    private static final int HIGH_RESOLUTION = 1;
    /** Instead of what was refused, until the request is. */
    private static final Distribution NOTHING = Distribution.ofValues(new double[] {0}, new double[] {1});

    private final String namespace;
    private final Instant now;
    private final Problems problems;
    private final NameRules names;

    DatumReader(String namespace, Instant now, Problems problems) {
        this.namespace = namespace;
        this.now = now;
        this.problems = problems;
        this.names = new NameRules(problems);
    }

    ReceivedDatum read(Arguments datum) {
        String name = names.metric(datum);
        Map<String, String> dimensions = names.dimensions(datum);
        return new ReceivedDatum(
                namespace,
                name,
                dimensions,
                timestamp(datum),
                unit(datum),
                storageResolution(datum),
                distribution(datum));
    }

    private Instant timestamp(Arguments datum) {
        Instant time = datum.time("Timestamp").orElse(Instant.ofEpochMilli(now.toEpochMilli()));
        String member = datum.member("Timestamp");
        if (time.isBefore(now.minus(OLDEST))) {
            problems.value("The parameter " + member + " must specify a time within the past two weeks.");
        } else if (time.isAfter(now.plus(NEWEST))) {
            problems.value("The parameter " + member + " must specify a time no more than two hours in the future.");
        }
        return time;
    }

    private String unit(Arguments datum) {
        String unit = datum.text("Unit").orElse(NO_UNIT);
        if (!UNITS.contains(unit)) {
            problems.value("The parameter " + datum.member("Unit") + " must be a value in the set [ "
                    + String.join(", ", UNITS) + " ].");
        }
        return unit;
    }

    private int storageResolution(Arguments datum) {
        OptionalInt sent = datum.whole("StorageResolution");
        int resolution = sent.orElse(STANDARD_RESOLUTION);
        if (resolution != HIGH_RESOLUTION && resolution != STANDARD_RESOLUTION) {
            problems.value(
                    "The parameter " + datum.member("StorageResolution") + " must be a value in the set [ 1, 60 ].");
            return STANDARD_RESOLUTION;
        }
        return resolution;
    }

    private Distribution distribution(Arguments datum) {
        OptionalDouble value = datum.number("Value");
        double[] values = datum.numbers("Values");
        Optional<Arguments> statistics = datum.map("StatisticValues");
        if (value.isPresent() && values.length > 0) {
            problems.both(datum.member("Value"), datum.member("Values"));
        }
        if (value.isPresent() && statistics.isPresent()) {
            problems.both(datum.member("Value"), datum.member("StatisticValues"));
        }
        if (values.length > 0 && statistics.isPresent()) {
            problems.both(datum.member("Values"), datum.member("StatisticValues"));
        }
        if (value.isPresent()) {
            return isNumber(value.getAsDouble(), datum.member("Value"))
                    ? Distribution.ofValues(new double[] {value.getAsDouble()}, new double[] {1})
                    : NOTHING;
        }
        if (statistics.isPresent()) {
            return statistics(statistics.get());
        }
        if (values.length == 0) {
            problems.missingOneOf(
                    datum.member("Value") + ", " + datum.member("Values") + " and " + datum.member("StatisticValues"));
            return NOTHING;
        }
        return values(datum, values);
    }

    private Distribution values(Arguments datum, double[] values) {
        double[] counts = datum.numbers("Counts");
        if (counts.length == 0 && !datum.has("Counts")) {
            counts = new double[values.length];
            Arrays.fill(counts, 1);
        }
        String ofValues = datum.member("Values");
        String ofCounts = datum.member("Counts");
        if (values.length > MOST_VALUES) {
            problems.tooMany(ofValues, MOST_VALUES);
            return NOTHING;
        }
        if (counts.length != values.length) {
            problems.value("The collections " + ofValues + " and " + ofCounts + " must have the same size, had "
                    + values.length + " and " + counts.length + ".");
            return NOTHING;
        }
        boolean right = true;
        for (int i = 0; i < values.length; i++) {
            String index = ".member." + (i + 1);
            right &= isNumber(values[i], ofValues + index);
            right &= isCount(counts[i], ofCounts + index);
        }
        return right ? Distribution.ofValues(values, counts) : NOTHING;
    }

    private Distribution statistics(Arguments set) {
        double count = statistic(set, "SampleCount");
        double sum = statistic(set, "Sum");
        double minimum = statistic(set, "Minimum");
        double maximum = statistic(set, "Maximum");
        if (set.has("SampleCount")) {
            isCount(count, set.member("SampleCount"));
        }
        if (minimum > maximum) {
            problems.value("The parameter " + set.member("Maximum") + " must be greater than or equal to "
                    + set.member("Minimum") + ".");
        }
        return Distribution.ofStatistics(count, sum, minimum, maximum);
    }

    private double statistic(Arguments set, String name) {
        OptionalDouble value = set.number(name);
        if (value.isEmpty()) {
            problems.missing(set.member(name));
        } else if (!name.equals("SampleCount")) {
            isNumber(value.getAsDouble(), set.member(name));
        }
        return value.orElse(0);
    }

    private boolean isNumber(double value, String member) {
        boolean right = Math.abs(value) <= LARGEST;
        if (!right) {
            problems.invalid(member, value);
        }
        return right;
    }

    private boolean isCount(double value, String member) {
        boolean right = value > 0 && value <= LARGEST;
        if (!right) {
            problems.invalid(member, value);
        }
        return right;
    }

    private static List<String> units() {
        return List.of(
                "Seconds",
                "Microseconds",
                "Milliseconds",
                "Bytes",
                "Kilobytes",
                "Megabytes",
                "Gigabytes",
                "Terabytes",
                "Bits",
                "Kilobits",
                "Megabits",
                "Gigabits",
                "Terabits",
                "Percent",
                "Count",
                "Bytes/Second",
                "Kilobytes/Second",
                "Megabytes/Second",
                "Gigabytes/Second",
                "Terabytes/Second",
                "Bits/Second",
                "Kilobits/Second",
                "Megabits/Second",
                "Gigabits/Second",
                "Terabits/Second",
                "Count/Second",
                NO_UNIT);
    }
}
