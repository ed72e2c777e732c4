package dev.eloquent.local.page;

import dev.eloquent.local.cloudwatch.ReceivedDatum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All series of one name in one unit, since CloudWatch keeps units apart.
 *
 * @param id for addresses
 * @param series each with at least one datum, those with most samples first
 */
record Metric(String id, Name name, List<Series> series) {
    /** By name, in the order of namespaces, names and units. */
    static List<Metric> of(List<ReceivedDatum> data) {
        Map<Name, Map<Map<String, String>, List<ReceivedDatum>>> grouped = new LinkedHashMap<>();
        for (ReceivedDatum datum : data) {
            grouped.computeIfAbsent(
                            new Name(datum.namespace(), datum.name(), datum.unit()), any -> new LinkedHashMap<>())
                    .computeIfAbsent(datum.dimensions(), any -> new ArrayList<>())
                    .add(datum);
        }
        return grouped.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Metric::name, Name.ORDER))
                .toList();
    }

    private static Metric of(Name name, Map<Map<String, String>, List<ReceivedDatum>> series) {
        return new Metric(
                Ids.of(name.namespace(), name.name(), name.unit()),
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

    List<ReceivedDatum> data() {
        return series.stream().flatMap(each -> each.data().stream()).toList();
    }

    Instant latest() {
        return series.stream()
                .map(Series::latest)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** What tells metrics apart here. */
    record Name(String namespace, String name, String unit) {
        private static final Comparator<Name> ORDER =
                Comparator.comparing(Name::namespace).thenComparing(Name::name).thenComparing(Name::unit);
    }

    /**
     * The data of one set of dimensions.
     *
     * @param id for addresses
     * @param data in the order of arrival
     * @param samples of all data
     */
    record Series(String id, Map<String, String> dimensions, List<ReceivedDatum> data, double samples) {
        static Series of(Map<String, String> dimensions, List<ReceivedDatum> data) {
            String[] parts = dimensions.entrySet().stream()
                    .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream())
                    .toArray(String[]::new);
            double samples = data.stream()
                    .mapToDouble(datum -> datum.distribution().sampleCount())
                    .sum();
            return new Series(Ids.of(parts), dimensions, List.copyOf(data), samples);
        }

        Instant latest() {
            return data.stream()
                    .map(ReceivedDatum::timestamp)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }
}
