package dev.eloquent.local.cloudwatch;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a request, gathered. AWS tells all of one kind, a line each. */
final class Problems {
    private final List<String> missing = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final List<String> combinations = new ArrayList<>();

    void missing(String member) {
        missing.add("The parameter " + member + " is required.");
    }

    void missingOneOf(String members) {
        missing.add("At least one of the parameters " + members + " must be specified.");
    }

    void invalid(String member, Object value) {
        values.add("The value " + value + " for parameter " + member + " is invalid.");
    }

    void value(String message) {
        values.add(message);
    }

    void tooMany(String member, int most) {
        values.add("The collection " + member + " must not have a size greater than " + most + ".");
    }

    void both(String member, String other) {
        combinations.add(
                "The parameters " + member + " and " + other + " are mutually exclusive and you have specified both.");
    }

    void refuse() {
        if (!missing.isEmpty()) {
            throw WireError.missing(String.join("\n", missing));
        }
        if (!values.isEmpty()) {
            throw WireError.invalidValue(String.join("\n", values));
        }
        if (!combinations.isEmpty()) {
            throw WireError.invalidCombination(String.join("\n", combinations));
        }
    }
}
