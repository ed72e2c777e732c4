package dev.eloquent.health.process;

import java.util.List;

/** The wording of the rule about a share of a whole. */
final class Share {
    private Share() {}

    /** Written so that NaN breaks the rule. */
    static void check(List<String> faults, String name, double share) {
        if (!(share >= 0 && share <= 1)) {
            faults.add(name + " must be a share from 0 to 1, was " + share);
        }
    }
}
