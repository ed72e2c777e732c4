package dev.eloquent.ratelimit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with the policies of a quota. */
final class PolicyFaults {
    private PolicyFaults() {}

    static List<String> of(List<QuotaPolicy> policies) {
        List<String> faults = new ArrayList<>();
        if (policies.isEmpty() || policies.size() > Tallies.MOST) {
            faults.add("a quota needs 1 to " + Tallies.MOST + " policies, had " + policies.size());
        }
        Set<String> names = new HashSet<>();
        for (QuotaPolicy policy : policies) {
            faults.addAll(policy.faults());
            if (!names.add(policy.name())) {
                faults.add("policy '" + Text.shown(policy.name())
                        + "': each policy of a quota needs a name of its own, two have this one");
            }
        }
        return faults;
    }

    /** What must stay as it is, since usage is counted by it. */
    static List<String> ofChange(List<QuotaPolicy> before, List<QuotaPolicy> after) {
        if (!shapes(before).equals(shapes(after))) {
            return List.of("a change keeps names, algorithms, windows and what is across keys, " + shapes(before)
                    + "; it had " + shapes(after) + ": make a new quota for those");
        }
        return List.of();
    }

    /** What must stay as it is, since a policy's share is kept beside the others'. */
    static List<String> ofFailureModes(List<QuotaPolicy> before, List<QuotaPolicy> after) {
        return modes(before).equals(modes(after))
                ? List.of()
                : List.of("a change keeps failure modes, " + modes(before) + "; it had " + modes(after));
    }

    private static List<FailureMode> modes(List<QuotaPolicy> policies) {
        return policies.stream().map(QuotaPolicy::failureMode).toList();
    }

    private static List<String> shapes(List<QuotaPolicy> policies) {
        return policies.stream()
                .map(policy -> Text.shown(policy.name()) + " " + policy.algorithm() + " " + policy.window()
                        + (policy.isAcrossKeys() ? " across keys" : ""))
                .toList();
    }
}
