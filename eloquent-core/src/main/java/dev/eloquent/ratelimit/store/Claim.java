package dev.eloquent.ratelimit.store;

import dev.eloquent.ratelimit.QuotaPolicy;
import java.util.Objects;

/**
 * What is asked of one counter.
 *
 * @param id names the counter: 1 to 160 printable ASCII characters without a space, the same in every process
 * @param policy by which it counts
 */
public record Claim(String id, QuotaPolicy policy) {
    /** Neither may be null. */
    public Claim {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(policy, "policy");
    }
}
