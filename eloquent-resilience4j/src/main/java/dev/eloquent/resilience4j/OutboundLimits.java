package dev.eloquent.resilience4j;

import dev.eloquent.ratelimit.RateLimitConfigurationException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of other services that wait their turn, by resilience4j:
 *
 * <pre>{@code
 * OutboundLimits limits = OutboundLimits.of(OPENAI, PINECONE);
 * Answer answer = limits.call("openai", () -> client.complete(question));
 * }</pre>
 *
 * <p>A call for which there is no room waits, at most for {@link OutboundLimit#longestWait}; turns are given in the order in
 * which they were asked for. If its turn would come later than that, it fails at once, without waiting, where
 * resilience4j's own limiter lets the caller wait first.
 *
 * <p>{@link #limiter} and {@link #registry} are resilience4j's, with its decorators, metrics and events; an event of a
 * success is sent when the turn is given, before the wait. The limiters are there from the start, one for each dependency,
 * and stay: names must be known and few. Have none for each client, since nothing ever removes them.
 *
 * <p>Each process has its own. With several tasks give each its share of the dependency's limit.
 *
 * <p>Immutable but for what resilience4j lets one change; safe for use by several threads. {@link #call} and {@link #get}
 * block, and so do resilience4j's decorators of asynchronous calls.
 */
public final class OutboundLimits {
    private final FixedLimiters limiters;
    private final RateLimiterRegistry registry;

    private OutboundLimits(FixedLimiters limiters) {
        this.limiters = limiters;
        this.registry = RateLimiterRegistry.custom().withRegistryStore(limiters).build();
    }

    /**
     * Makes a limiter of each.
     *
     * @throws RateLimitConfigurationException telling all that is wrong with them
     */
    public static OutboundLimits of(OutboundLimit limit, OutboundLimit... more) {
        List<OutboundLimit> limits = new ArrayList<>(List.of(more));
        limits.add(0, Objects.requireNonNull(limit, "limit"));
        return of(limits, System::nanoTime);
    }

    static OutboundLimits of(List<OutboundLimit> limits, Supplier<Long> nanoTime) {
        List<String> faults = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (OutboundLimit limit : limits) {
            faults.addAll(limit.faults());
            if (!names.add(limit.name())) {
                faults.add("limit '" + Names.shown(limit.name())
                        + "': each dependency needs a name of its own, two have this one");
            }
        }
        if (!faults.isEmpty()) {
            throw new RateLimitConfigurationException(faults);
        }
        return new OutboundLimits(new FixedLimiters(limits.stream()
                .<RateLimiter>map(limit -> new PromptLimiter(RateLimiter.of(limit.name(), limit.config(), nanoTime)))
                .toList()));
    }

    /**
     * Waits for its turn, then makes the call; by resilience4j's {@link RateLimiter#executeCallable(Callable)}.
     *
     * @param name of one of the limits
     * @return what the call returns
     * @throws RequestNotPermitted at once, if its turn would come later than the longest wait
     * @throws io.github.resilience4j.core.exception.AcquirePermissionCancelledException if the thread is interrupted while it
     *     waits, or was before; its interrupt stays set, its turn is lost
     * @throws IllegalArgumentException if there is no limit of that name, with the names of all
     * @throws Exception whatever the call throws
     */
    public <T extends @Nullable Object> T call(String name, Callable<T> call) throws Exception {
        return limiter(name).executeCallable(call);
    }

    /** As {@link #call}, for a call without checked exceptions. */
    public <T extends @Nullable Object> T get(String name, Supplier<T> call) {
        return limiter(name).executeSupplier(call);
    }

    /**
     * resilience4j's limiter of that name, such as for its decorators, its events or {@code drainPermissions} after a 429.
     *
     * @throws IllegalArgumentException if there is no limit of that name, with the names of all
     */
    public RateLimiter limiter(String name) {
        return limiters.get(name);
    }

    /**
     * resilience4j's registry of these limiters, such as for Micrometer's binder. Asked for another name it throws an {@link
     * IllegalArgumentException} instead of making a limiter; nor does it remove or replace any.
     */
    public RateLimiterRegistry registry() {
        return registry;
    }
}
