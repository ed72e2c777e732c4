package dev.eloquent.metrics.ratelimit;

import dev.eloquent.metrics.internal.FirstBinding;
import dev.eloquent.ratelimit.LocalQuota;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.QuotaStatistics;
import dev.eloquent.ratelimit.SharedQuota;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * The decisions of a quota as meters: {@code telemetry.bind(QuotaMeters.of("per-client", perClient))}.
 *
 * <p>They read {@link Quota#statistics}, so that a decision costs no more than without them, and decisions before the
 * binding count. No key is in them: there are as many series with a million clients as with one. A {@link LocalQuota} has
 * no meters of a store, a {@link SharedQuota} none of evictions; another implementation, such as that on resilience4j, has
 * all, and those that stay zero are never published.
 *
 * <p>The meters hold the quota for as long as the registry has them.
 */
public final class QuotaMeters implements MeterBinder {
    private static final String DECISIONS = "eloquent.ratelimit.decisions";

    private final String name;
    private final Quota quota;

    private QuotaMeters(String name, Quota quota) {
        this.name = name;
        this.quota = quota;
    }

    /**
     * Of this quota.
     *
     * @param name the value of the tag {@code quota}; one of its own for each quota, and the same in all tasks
     * @throws IllegalArgumentException if the name is blank
     */
    public static QuotaMeters of(String name, Quota quota) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of a quota must not be blank, was '" + name + "'");
        }
        return new QuotaMeters(name, Objects.requireNonNull(quota, "quota"));
    }

    /** @throws IllegalStateException if the registry has meters of a quota of this name already */
    @Override
    public void bindTo(MeterRegistry registry) {
        Tags tags = Tags.of("quota", name);
        FirstBinding.require(
                registry,
                DECISIONS,
                tags,
                "quota '" + name + "'",
                "bind it once, and give each quota a name of its own");
        counter(registry, DECISIONS, tags.and("outcome", "allowed"), QuotaStatistics::allowed);
        counter(registry, DECISIONS, tags.and("outcome", "denied"), QuotaStatistics::denied);
        for (QuotaPolicy policy : quota.policies()) {
            String of = policy.name();
            counter(
                    registry,
                    "eloquent.ratelimit.violations",
                    tags.and("policy", of),
                    statistics -> statistics.violations().getOrDefault(of, 0L));
        }
        if (!(quota instanceof SharedQuota)) {
            counter(registry, "eloquent.ratelimit.evictions", tags, QuotaStatistics::evictions);
        }
        if (!(quota instanceof LocalQuota)) {
            ofStore(registry, tags);
        }
    }

    private void ofStore(MeterRegistry registry, Tags tags) {
        counter(registry, "eloquent.ratelimit.fallbacks", tags, QuotaStatistics::fallbacks);
        counter(registry, "eloquent.ratelimit.store.calls", tags, QuotaStatistics::storeCalls);
        counter(registry, "eloquent.ratelimit.store.faults", tags, QuotaStatistics::storeFaults);
        FunctionTimer.builder(
                        "eloquent.ratelimit.store.time",
                        quota,
                        it -> quota.statistics().storeCalls(),
                        it -> quota.statistics().storeTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String meter, Tags tags, ToLongFunction<QuotaStatistics> count) {
        // The function holds the quota: the registry alone would hold it weakly.
        FunctionCounter.builder(meter, quota, it -> count.applyAsLong(quota.statistics()))
                .tags(tags)
                .register(registry);
    }
}
