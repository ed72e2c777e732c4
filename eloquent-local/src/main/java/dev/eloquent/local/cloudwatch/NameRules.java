package dev.eloquent.local.cloudwatch;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How namespaces, metrics and dimensions may be called. */
final class NameRules {
    static final int LONGEST_NAME = 255;
    static final int LONGEST_DIMENSION_VALUE = 1024;
    static final int MOST_DIMENSIONS = 30;

    private static final String RESERVED = "AWS/";

    private final Problems problems;

    NameRules(Problems problems) {
        this.problems = problems;
    }

    String namespace(Arguments request) {
        String name = checked(request, "Namespace", LONGEST_NAME);
        String member = request.member("Namespace");
        if (name.startsWith(RESERVED) || name.startsWith(":") || !name.matches("[A-Za-z0-9._/#: -]*")) {
            problems.invalid(member, name);
        }
        return name;
    }

    String metric(Arguments datum) {
        return checked(datum, "MetricName", LONGEST_NAME);
    }

    Map<String, String> dimensions(Arguments datum) {
        Map<String, String> dimensions = new TreeMap<>();
        String member = datum.member("Dimensions");
        var sent = datum.maps("Dimensions");
        if (sent.size() > MOST_DIMENSIONS) {
            problems.tooMany(member, MOST_DIMENSIONS);
            return dimensions;
        }
        for (Arguments dimension : sent) {
            String name = checked(dimension, "Name", LONGEST_NAME);
            if (name.startsWith(":")) {
                problems.invalid(dimension.member("Name"), name);
            }
            String value = checked(dimension, "Value", LONGEST_DIMENSION_VALUE);
            if (dimensions.putIfAbsent(name, value) != null) {
                problems.value("The collection " + member + " must not have two dimensions of one name.");
            }
        }
        return dimensions;
    }

    /** What is wrong is noted; what is missing is empty then. */
    private String checked(Arguments arguments, String name, int longest) {
        String member = arguments.member(name);
        Optional<String> text = arguments.text(name);
        if (text.isEmpty() || text.get().isEmpty()) {
            problems.missing(member);
            return "";
        }
        String value = text.get();
        if (value.length() > longest) {
            problems.value("The parameter " + member + " must be shorter than " + (longest + 1) + " characters.");
        } else if (value.chars().anyMatch(letter -> letter > 0x7e)) {
            problems.value("The value for parameter " + member + " contains non-ASCII characters.");
        } else if (value.isBlank() || value.chars().anyMatch(letter -> letter < 0x20)) {
            problems.value("The value for parameter " + member + " is blank or contains control characters.");
        }
        return value;
    }
}
