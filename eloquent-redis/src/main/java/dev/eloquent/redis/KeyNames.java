package dev.eloquent.redis;

import dev.eloquent.ratelimit.store.Claim;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How keys are named: {@code prefix:quota:v1:{client}|policy}. What stands in braces, a claim's id to its first {@code |},
 * says in which slot of a cluster the key lies, and a call needs all of its keys in one.
 */
final class KeyNames {
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final int MOST_CLAIMS = 8;

    /** The part of ids that counters across keys have; others that share a call with them move to their slot. */
    private static final String EVERYBODY = "*";

    /** With the number of the stored format: versions with different ones live side by side. */
    private final String start;

    private final boolean cluster;

    KeyNames(String prefix, boolean cluster) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("a prefix of keys must be 1 to 64 of A-Z a-z 0-9 . _ : -, was '"
                    + prefix.replaceAll("[^ -~]", "?") + "'");
        }
        this.start = prefix + ":quota:v1:";
        this.cluster = cluster;
    }

    String tasks() {
        return start + "tasks";
    }

    /** In the order of the claims. */
    String[] of(List<Claim> claims) {
        if (claims.isEmpty() || claims.size() > MOST_CLAIMS) {
            throw new IllegalArgumentException("a call has 1 to " + MOST_CLAIMS + " claims, had " + claims.size());
        }
        Set<String> parts = claims.stream().map(KeyNames::part).collect(Collectors.toSet());
        boolean scattered = cluster && parts.size() > 1;
        String[] names =
                claims.stream().map(claim -> start + name(claim, scattered)).toArray(String[]::new);
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("a call names each counter once, had '" + name + "' twice");
            }
        }
        return names;
    }

    private static String name(Claim claim, boolean scattered) {
        String part = part(claim);
        boolean moves = scattered && !part.equals(EVERYBODY);
        String tagged = moves
                ? "{" + EVERYBODY + "}" + claim.id()
                : "{" + part + "}" + claim.id().substring(part.length());
        // Other parts cannot be counted together with these. Ids have no space.
        return Pace.isExact(claim.policy()) ? tagged + " " + Pace.of(claim.policy()) : tagged;
    }

    private static String part(Claim claim) {
        int end = claim.id().indexOf('|');
        return end < 0 ? claim.id() : claim.id().substring(0, end);
    }
}
