package dev.eloquent.examples.rag.settings;

import java.util.ArrayList;
import java.util.List;

/** What is wrong, gathered, so that nobody has to start six times to learn of six faults. */
final class Faults {
    private final List<String> faults = new ArrayList<>();
    private boolean usage;

    void add(String fault) {
        faults.add(fault);
    }

    void addWithUsage(String fault) {
        faults.add(fault);
        usage = true;
    }

    void throwIfAny() {
        if (!faults.isEmpty()) {
            throw new StartFault(
                    "cannot start:\n  - " + String.join("\n  - ", faults) + (usage ? "\n" + Settings.USAGE : ""));
        }
    }
}
