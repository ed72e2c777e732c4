package dev.eloquent.health;

import java.time.Duration;
import java.util.List;

/** The wording of rules about ranges; each adds a fault when it is broken and says whether it held. */
final class Rules {
    private Rules() {}

    static boolean within(List<String> faults, String name, Duration value, Duration min, Duration max) {
        return holds(faults, value.compareTo(min) >= 0 && value.compareTo(max) <= 0, name, value, min, max);
    }

    static boolean within(List<String> faults, String name, int value, int min, int max) {
        return holds(faults, value >= min && value <= max, name, value, min, max);
    }

    /** Written so that NaN breaks the rule. */
    static boolean within(List<String> faults, String name, double value, double min, double max) {
        return holds(faults, value >= min && value <= max, name, value, min, max);
    }

    private static boolean holds(List<String> faults, boolean held, String name, Object value, Object min, Object max) {
        if (!held) {
            faults.add(name + " must be from " + min + " to " + max + ", was " + value);
        }
        return held;
    }
}
