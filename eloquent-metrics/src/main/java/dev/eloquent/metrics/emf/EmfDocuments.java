package dev.eloquent.metrics.emf;

import dev.eloquent.metrics.lines.JsonLine;
import dev.eloquent.metrics.step.Batch;
import dev.eloquent.metrics.step.Datum;
import dev.eloquent.metrics.step.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;

/**
 * Cuts the data of a step to documents, and writes them. Names of metrics and of dimensions are members of the same object:
 * a document holds data of one set of dimensions, and each metric once. What a metric has more than once, such as its
 * second hundred of values, is in a second document of the same time.
 */
final class EmfDocuments {
    /** How many metrics a document may have. */
    static final int METRICS = 100;

    /** How many values a metric may have. */
    static final int VALUES = 100;

    private static final String META = "_aws";
    /** The most that a value takes with its comma, and a count, which is whole. */
    private static final int NUMBERS = 25 + 20;
    /** What is around a metric: the longest unit has 16 letters. */
    private static final int METRIC = 130;

    private static final int DOCUMENT = 150;
    private static final int DIMENSION = 12;

    private final String namespace;
    private final int mostBytes;

    EmfDocuments(String namespace, int mostBytes) {
        this.namespace = namespace;
        this.mostBytes = mostBytes;
    }

    /** A document that is not full yet. */
    private static final class Open {
        private final Set<String> names = new HashSet<>();
        private final List<Datum> data = new ArrayList<>();
        private int bytes;

        Batch full() {
            return new Batch(data, bytes);
        }
    }

    /** In order, as far as dimensions allow. A datum that is too long by itself has a document of its own. */
    List<Batch> cut(List<Datum> data) {
        Map<List<Dimension>, Open> open = new HashMap<>();
        List<Open> documents = new ArrayList<>();
        for (Datum datum : data) {
            Series series = datum.series();
            int bytes = bytes(datum);
            Open document = open.get(series.dimensions());
            if (document == null
                    || document.data.size() == METRICS
                    || document.bytes + bytes > mostBytes
                    || document.names.contains(series.name())) {
                document = new Open();
                document.bytes = around(series);
                open.put(series.dimensions(), document);
                documents.add(document);
            }
            document.data.add(datum);
            document.names.add(series.name());
            document.bytes += bytes;
        }
        return documents.stream().map(Open::full).toList();
    }

    private static int bytes(Datum datum) {
        return METRIC + 2 * text(datum.series().name()) + NUMBERS * datum.values().length;
    }

    private int around(Series series) {
        int bytes = DOCUMENT + text(namespace);
        for (Dimension dimension : series.dimensions()) {
            bytes += DIMENSION + 2 * text(dimension.name()) + text(dimension.value());
        }
        return bytes;
    }

    /** Series have nothing but printable ASCII. */
    private static int text(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            bytes += text.charAt(i) == '"' || text.charAt(i) == '\\' ? 1 : 0;
        }
        return bytes;
    }

    /** A line, with its line feed. */
    byte[] line(Batch document) {
        Datum first = document.data().get(0);
        List<Dimension> dimensions = first.series().dimensions();
        Set<String> taken = new HashSet<>();
        taken.add(META);
        List<String> keys = new ArrayList<>();
        for (Dimension dimension : dimensions) {
            keys.add(free(dimension.name(), taken));
        }
        List<String> names = new ArrayList<>();
        for (Datum datum : document.data()) {
            names.add(free(datum.series().name(), taken));
        }

        JsonLine json = new JsonLine(document.bytes());
        json.object().name(META).object();
        json.name("Timestamp").number(first.timestamp().toEpochMilli());
        json.name("CloudWatchMetrics").array().object();
        json.name("Namespace").text(namespace);
        json.name("Dimensions").array().array();
        keys.forEach(json::text);
        json.endArray().endArray().name("Metrics").array();
        for (int i = 0; i < names.size(); i++) {
            define(json, names.get(i), document.data().get(i).series());
        }
        json.endArray().endObject().endArray().endObject();
        for (int i = 0; i < keys.size(); i++) {
            json.name(keys.get(i)).text(dimensions.get(i).value());
        }
        for (int i = 0; i < names.size(); i++) {
            json.name(names.get(i));
            value(json, document.data().get(i));
        }
        return json.endObject().end();
    }

    /** A metric that is called like a dimension gets an underscore, since there can be only one member of that name. */
    private static String free(String name, Set<String> taken) {
        String free = name;
        while (!taken.add(free)) {
            free += "_";
        }
        return free;
    }

    private static void define(JsonLine json, String name, Series series) {
        json.object().name("Name").text(name).name("Unit").text(series.unit().toString());
        if (series.resolution() == 1) {
            json.name("StorageResolution").number(1);
        }
        json.endObject();
    }

    private static void value(JsonLine json, Datum datum) {
        if (datum.isOne()) {
            json.number(datum.values()[0]);
            return;
        }
        json.object().name("Values").array();
        for (double value : datum.values()) {
            json.number(value);
        }
        json.endArray().name("Counts").array();
        for (double count : datum.counts()) {
            json.number(count);
        }
        json.endArray().endObject();
    }
}
