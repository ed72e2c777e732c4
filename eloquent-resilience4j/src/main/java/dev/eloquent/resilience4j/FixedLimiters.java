package dev.eloquent.resilience4j;

import io.github.resilience4j.core.RegistryStore;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The limiters of a registry, all there from the start. A name that is not among them is an error, where resilience4j would
 * make a limiter of its default configuration: 50 calls in each 500 ns, which is none.
 */
final class FixedLimiters implements RegistryStore<RateLimiter> {
    private final Map<String, RateLimiter> limiters = new LinkedHashMap<>();

    FixedLimiters(List<RateLimiter> all) {
        all.forEach(limiter -> limiters.put(limiter.getName(), limiter));
    }

    RateLimiter get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no limit for '" + Names.shown(name)
                        + "', only for " + String.join(", ", limiters.keySet())
                        + "; give OutboundLimits.of one for it"));
    }

    @Override
    public RateLimiter computeIfAbsent(String name, Function<? super String, ? extends RateLimiter> ofConfiguration) {
        return get(name);
    }

    @Override
    public Optional<RateLimiter> find(String name) {
        return Optional.ofNullable(limiters.get(name));
    }

    @Override
    public Collection<RateLimiter> values() {
        return new ArrayList<>(limiters.values());
    }

    @Override
    public RateLimiter putIfAbsent(String name, RateLimiter limiter) {
        throw fixed(name);
    }

    @Override
    public Optional<RateLimiter> remove(String name) {
        throw fixed(name);
    }

    @Override
    public Optional<RateLimiter> replace(String name, RateLimiter limiter) {
        throw fixed(name);
    }

    private static UnsupportedOperationException fixed(String name) {
        return new UnsupportedOperationException("the limits stay those that they were made with, '" + Names.shown(name)
                + "' too; make other OutboundLimits");
    }
}
