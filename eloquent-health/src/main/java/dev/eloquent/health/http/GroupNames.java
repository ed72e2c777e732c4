package dev.eloquent.health.http;

import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a format calls our groups. Where its word for one of them is the name of another, the first one has it. */
final class GroupNames {
    private final HealthChecks health;
    private final Map<String, String> theirs;

    /** @param theirs the format's word by our name, for those groups that it has a word of its own for */
    GroupNames(HealthChecks health, Map<String, String> theirs) {
        this.health = health;
        this.theirs = theirs;
    }

    /** The names of all groups as the format says them. */
    List<String> all() {
        return health.groups().stream().map(this::theirs).toList();
    }

    /** The report of the group that the format calls so. */
    Optional<HealthReport> report(String name) {
        return health.groups().stream()
                .filter(group -> theirs(group).equals(name))
                .findFirst()
                .flatMap(health::report);
    }

    private String theirs(String group) {
        return theirs.getOrDefault(group, group);
    }
}
