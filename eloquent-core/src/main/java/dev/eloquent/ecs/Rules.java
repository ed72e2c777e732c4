package dev.eloquent.ecs;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be set, and how it is worded when something else is. */
final class Rules {
    /** ECS's limits, from the reference of UpdateTaskProtection. */
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofDays(2);

    private Rules() {}

    static void check(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new TaskProtectionConfigurationException(faults);
        }
    }

    static List<String> agentFaults(String name, String agent) {
        if (agent.contains("@")) {
            // Not quoted: that is where a password would stand.
            return List.of(name + " must not have user info: leave out what stands before the @");
        }
        @Nullable URI uri;
        try {
            uri = new URI(agent);
        } catch (URISyntaxException notOne) {
            uri = null;
        }
        boolean right = uri != null
                && uri.getHost() != null
                && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                && uri.getQuery() == null
                && uri.getFragment() == null;
        return right
                ? List.of()
                : List.of(name + " must be http:// or https:// with a host and no query, was '" + agent
                        + "': leave it as ECS sets it, or unset it elsewhere");
    }

    static List<String> expiryFaults(Duration expiry) {
        boolean right = expiry.compareTo(SHORTEST) >= 0
                && expiry.compareTo(LONGEST) <= 0
                && expiry.equals(Duration.ofMinutes(expiry.toMinutes()));
        return right
                ? List.of()
                : List.of("expiry must be whole minutes from " + SHORTEST + " to " + LONGEST + ", was " + expiry
                        + ": ECS takes no other");
    }
}
