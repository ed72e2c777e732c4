package dev.eloquent.examples.rag.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Environment variables. One that is blank counts as missing: that is what an empty secret looks like. */
final class Variables {
    private final Map<String, String> variables;
    private final Faults faults;

    Variables(Map<String, String> variables, Faults faults) {
        this.variables = variables;
        this.faults = faults;
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name)).filter(text -> !text.isBlank());
    }

    boolean hasAny(String... names) {
        return List.of(names).stream().anyMatch(name -> value(name).isPresent());
    }

    String needed(String name, String what) {
        return value(name).orElseGet(() -> {
            fault(name + " must be set: " + what);
            return "";
        });
    }

    /** One of these words; the first, if it is not set. */
    String oneOf(String name, String usual, String... others) {
        String text = value(name).orElse(usual);
        if (!text.equals(usual) && !List.of(others).contains(text)) {
            fault(name + " must be " + usual + " or " + String.join(" or ", others) + ", was '" + text + "'");
            return usual;
        }
        return text;
    }

    void fault(String fault) {
        faults.add(fault);
    }
}
