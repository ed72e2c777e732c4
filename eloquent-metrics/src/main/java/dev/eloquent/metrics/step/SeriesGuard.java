package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the series. It stands after the filters of the user, whom it holds, since common tags are added by those.
 *
 * <p>A meter takes as many places as it has metrics. The first of a name that has tags takes those of its {@code other} as
 * well, so that the overflow has where to go and the budget holds. What finds no place becomes {@code other}; a name for
 * which there is none is not metered at all.
 */
final class SeriesGuard implements MeterFilter {
    static final String OTHER = "other";
    static final String SELF = "eloquent.metrics.";

    /** What names a task, and would multiply the bill by their number. */
    static final Set<String> PER_TASK = Set.of(
            "task",
            "taskId",
            "task.id",
            "task.arn",
            "aws.ecs.task.id",
            "aws.ecs.task.arn",
            "container.id",
            "instance",
            "instance.id",
            "service.instance.id",
            "host.name",
            "hostname",
            "process.pid",
            "pid");

    /** As many metrics as a meter of the user's own kind may be: one for each statistic. */
    static final int STATISTICS = Statistic.values().length;

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final int budget;
    private final Optional<Set<String>> allowed;
    private final boolean perTask;
    private final boolean legacy;
    private final Runnable overflow;
    private final List<MeterFilter> filters = new CopyOnWriteArrayList<>();
    private final Set<String> common = ConcurrentHashMap.newKeySet();
    private final Map<Meter.Id, Integer> admitted = new ConcurrentHashMap<>();
    private volatile Tags commonTags = Tags.empty();
    /** Changed with the lock. */
    private final AtomicInteger used = new AtomicInteger();

    private final AtomicBoolean told = new AtomicBoolean();

    /** @param overflow told of each look-up of a meter that found no place */
    SeriesGuard(int budget, Optional<Set<String>> allowed, boolean perTask, boolean legacy, Runnable overflow) {
        this.budget = budget;
        this.allowed = allowed;
        this.perTask = perTask;
        this.legacy = legacy;
        this.overflow = overflow;
    }

    void add(MeterFilter filter) {
        filters.add(filter);
    }

    /** These keep their values in {@code other}: the alarms of a service look for them. */
    synchronized void common(Iterable<Tag> tags) {
        commonTags = commonTags.and(tags);
        tags.forEach(tag -> common.add(tag.getKey()));
    }

    /** For what is no meter. */
    List<Tag> commonTags() {
        return commonTags.stream().filter(tag -> isAllowed(tag.getKey())).toList();
    }

    @Override
    public Meter.Id map(Meter.Id original) {
        Meter.Id id = original;
        for (MeterFilter filter : filters) {
            id = filter.map(id);
        }
        Meter.Id kept = allowedOnly(id);
        return isSelf(kept) || ofFilters(kept) == MeterFilterReply.DENY ? kept : admit(kept);
    }

    private Meter.Id allowedOnly(Meter.Id id) {
        List<Tag> tags =
                id.getTags().stream().filter(tag -> isAllowed(tag.getKey())).toList();
        return tags.size() == id.getTags().size() ? id : id.replaceTags(tags);
    }

    private boolean isAllowed(String key) {
        if (!perTask && PER_TASK.contains(key)) {
            return false;
        }
        return common.contains(key) || allowed.map(keys -> keys.contains(key)).orElse(true);
    }

    private Meter.Id admit(Meter.Id id) {
        // Looked at first: what was admitted until then is seen. One that cannot find a place waits for nobody.
        boolean full = used.get() + metrics(id) > budget;
        if (admitted.containsKey(id) || (!full && place(id))) {
            return id;
        }
        // Without the lock, as a log may block.
        tell(id);
        overflow.run();
        // One that was not admitted even so is denied by accept.
        return other(id);
    }

    /** Whether it has a place now; its other may have found one even so. */
    private synchronized boolean place(Meter.Id id) {
        Meter.Id other = other(id);
        int metrics = metrics(id);
        int reserve = admitted.containsKey(other) || other.equals(id) ? 0 : metrics;
        if (admitted.containsKey(id)) {
            return true;
        }
        if (used.get() + metrics + reserve <= budget) {
            take(id, metrics);
            if (reserve > 0) {
                take(other, metrics);
            }
            return true;
        }
        if (reserve > 0 && used.get() + metrics <= budget) {
            take(other, metrics);
        }
        return false;
    }

    private void take(Meter.Id id, int metrics) {
        admitted.put(id, metrics);
        used.addAndGet(metrics);
    }

    private void tell(Meter.Id id) {
        if (told.compareAndSet(false, true)) {
            LOG.warn(
                    "the budget of {} series is spent: '{}' is the first that is counted under the value '{}', or not at"
                            + " all if its name is new; give its tags fewer values, allow fewer dimensions, or raise seriesBudget",
                    budget,
                    id.getName(),
                    OTHER);
        }
    }

    private Meter.Id other(Meter.Id id) {
        List<Tag> tags = new ArrayList<>();
        for (Tag tag : id.getTags()) {
            tags.add(common.contains(tag.getKey()) ? tag : Tag.of(tag.getKey(), OTHER));
        }
        return id.replaceTags(tags);
    }

    /** How many metrics a meter may be, at most. */
    private int metrics(Meter.Id id) {
        if (id.getType() == Meter.Type.OTHER) {
            return STATISTICS;
        }
        if (!legacy) {
            return 1;
        }
        return switch (id.getType()) {
            case TIMER, DISTRIBUTION_SUMMARY -> 5;
            case LONG_TASK_TIMER -> 3;
            default -> 2;
        };
    }

    private static boolean isSelf(Meter.Id id) {
        return id.getName().startsWith(SELF);
    }

    private MeterFilterReply ofFilters(Meter.Id id) {
        for (MeterFilter filter : filters) {
            MeterFilterReply reply = filter.accept(id);
            if (reply != MeterFilterReply.NEUTRAL) {
                return reply;
            }
        }
        return MeterFilterReply.NEUTRAL;
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        if (!isSelf(id) && !admitted.containsKey(id)) {
            return MeterFilterReply.DENY;
        }
        return ofFilters(id);
    }

    @Override
    public @Nullable DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        DistributionStatisticConfig configured = config;
        for (MeterFilter filter : filters) {
            DistributionStatisticConfig next = filter.configure(id, configured);
            configured = next == null ? configured : next;
        }
        return configured;
    }

    /**
     * For a meter of the user's own kind, of which an id does not tell how many metrics it is.
     *
     * @return how many of them have a place
     */
    synchronized int fit(Meter.Id id, int metrics) {
        int had = admitted.getOrDefault(id, metrics);
        int fitting = Math.min(metrics, Math.max(had, had + budget - used.get()));
        if (admitted.containsKey(id)) {
            take(id, fitting);
            used.addAndGet(-had);
        }
        return fitting;
    }

    /** A meter that was removed gives back its place. */
    synchronized void release(Meter.Id id) {
        Integer metrics = admitted.remove(id);
        if (metrics != null) {
            used.addAndGet(-metrics);
        }
    }

    /** Places that are taken, reserves among them. */
    int used() {
        return used.get();
    }
}
