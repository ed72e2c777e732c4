package dev.eloquent.ratelimit.store;

import dev.eloquent.ratelimit.QuotaPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Counters that several processes share. One call is one round trip and atomic; time is the store's own clock, which may
 * step back, and then errs towards denial.
 *
 * <p>With the smooth algorithm a counter is the time at which it is unused again; permits are taken from it as they are
 * granted. With the exact one it has counts for the last {@code SUB_WINDOWS + 1} parts of the window; permits are counted
 * in the part in which their lease <em>ends</em>, so that all of them are counted in every window in which they may be
 * used, and the bound of the policy holds whatever the leases.
 *
 * <p>Calls block, for as long as the server takes: the caller has a thread for it, and a deadline. Implementations must be
 * safe for use by several threads. They may keep a connection open; after a fault the next call must try a new one.
 */
public interface QuotaStore extends AutoCloseable {
    /**
     * Takes permits.
     *
     * @throws Exception if the store cannot be asked, or did not answer
     */
    TakeReply take(TakeRequest request) throws Exception;

    /**
     * Takes permits for several calls that have no counter in common but those of policies across keys: each is decided for
     * itself, as by {@link #take}, but they cost little more than one where a call is dear because of the way to the store
     * or the flush of its log. By default one after another.
     *
     * @param requests 1 to {@link #mostTogether}
     * @return a reply for each, in their order
     * @throws Exception if the store cannot be asked, or did not answer; some of them may have been granted
     */
    default List<TakeReply> takeAll(List<TakeRequest> requests) throws Exception {
        List<TakeReply> replies = new ArrayList<>();
        for (TakeRequest request : requests) {
            replies.add(take(request));
        }
        return replies;
    }

    /** How many calls for these policies {@link #takeAll} is worth at once, 1 at least and by default; asked once. */
    default int mostTogether(List<QuotaPolicy> policies) {
        return 1;
    }

    /**
     * Corrects an estimate: {@code correction} permits more (positive) or fewer (negative) were used than were taken
     * from these counters, for {@link TakeReply#countedAt()}. What is returned is returned to where it was taken; what has expired stays expired.
     * More than there is may be taken.
     *
     * @throws Exception if the store cannot be asked, or did not answer
     */
    void settle(List<Claim> claims, long countedAt, long correction) throws Exception;

    /**
     * Says that this process is alive, and counts those that said so in the last 15 s, at least 1. Called every 5 s.
     *
     * @param task names this process
     * @throws Exception if the store cannot be asked, or did not answer
     */
    int liveTasks(String task) throws Exception;

    /**
     * How long permits should be leased by default: zero, so that each decision is a call, unless calls are dear.
     */
    default Duration usualLease() {
        return Duration.ZERO;
    }

    /** Ends its connections. */
    @Override
    void close();
}
