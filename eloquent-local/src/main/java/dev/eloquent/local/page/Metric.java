package dev.eloquent.local.page;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All series of one name in one unit from one sender, since CloudWatch keeps units apart.
 *
 * @param id for addresses
 * @param series each with at least one datum, those with most samples first
 */
record Metric(String id, Name name, List<Series> series) {
    /** By name, in the order of namespaces, names and units. */
    static List<Metric> of(List<Datum> data) {
        Map<Name, Map<Map<String, String>, List<Datum>>> grouped = new LinkedHashMap<>();
        for (Datum datum : data) {
            grouped.computeIfAbsent(datum.metric(), any -> new LinkedHashMap<>())
                    .computeIfAbsent(datum.dimensions(), any -> new ArrayList<>())
                    .add(datum);
        }
        return grouped.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Metric::name, Name.ORDER))
                .toList();
    }

    private static Metric of(Name name, Map<Map<String, String>, List<Datum>> series) {
        return new Metric(
                name.id(),
                name,
                series.entrySet().stream()
                        .map(entry -> Series.of(entry.getKey(), entry.getValue()))
                        .sorted(Comparator.comparingDouble(Series::samples).reversed())
                        .toList());
    }

    Optional<Series> series(String wanted) {
        return series.stream().filter(each -> each.id().equals(wanted)).findFirst();
    }

    int size() {
        return series.stream().mapToInt(each -> each.data().size()).sum();
    }

    List<Datum> data() {
        return series.stream().flatMap(each -> each.data().stream()).toList();
    }

    Instant latest() {
        return series.stream()
                .map(Series::latest)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Which stand-in received it. */
    enum Source {
        CLOUDWATCH("CloudWatch"),
        OTLP("OTLP");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /**
     * What tells metrics apart here.
     *
     * @param namespace of OTLP, the service
     */
    record Name(Source source, String namespace, String name, String unit) {
        private static final Comparator<Name> ORDER = Comparator.comparing(Name::namespace)
                .thenComparing(Name::name)
                .thenComparing(Name::unit)
                .thenComparing(Name::source);

        String id() {
            return source == Source.CLOUDWATCH
                    ? Ids.of(namespace, name, unit)
                    : Ids.of(source.word, namespace, name, unit);
        }
    }

    /**
     * The data of one set of dimensions.
     *
     * @param id for addresses
     * @param data in the order of arrival
     * @param samples of all data
     */
    record Series(String id, Map<String, String> dimensions, List<Datum> data, double samples) {
        static Series of(Map<String, String> dimensions, List<Datum> data) {
            String[] parts = dimensions.entrySet().stream()
                    .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream())
                    .toArray(String[]::new);
            double samples =
                    data.stream().mapToDouble(datum -> datum.spread().samples()).sum();
            return new Series(Ids.of(parts), dimensions, List.copyOf(data), samples);
        }

        Instant latest() {
            return data.stream()
                    .map(Datum::timestamp)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }
}
