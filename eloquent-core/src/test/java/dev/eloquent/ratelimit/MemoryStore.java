package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.QuotaStore;
import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeReply.Counter;
import dev.eloquent.ratelimit.store.TakeRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in this process, which hangs or fails when it is told to: for what no real one does at the wanted moment. */
final class MemoryStore implements QuotaStore {
    private final MovableTime time;
    private final Map<String, Tally> counters = new HashMap<>();
    private final long origin;
    final AtomicInteger takes = new AtomicInteger();
    private final List<String> settled = Collections.synchronizedList(new ArrayList<>());
    volatile long settledAt;
    volatile boolean fails;
    volatile CountDownLatch open = new CountDownLatch(0);
    volatile int tasks = 1;
    volatile int together = 1;
    /** For which no call is answered, nor for those that go together with it. */
    volatile String broken = "";

    volatile boolean closed;

    MemoryStore(MovableTime time) {
        this.time = time;
        this.origin = time.getAsLong();
    }

    private void pass() throws IOException, InterruptedException {
        open.await();
        if (fails) {
            throw new IOException("away");
        }
    }

    @Override
    public TakeReply take(TakeRequest request) throws IOException, InterruptedException {
        takes.incrementAndGet();
        pass();
        failIfBroken(request);
        return takeNow(request);
    }

    private void failIfBroken(TakeRequest request) throws IOException {
        if (!broken.isEmpty() && request.claims().get(0).id().startsWith(broken)) {
            throw new IOException("broken");
        }
    }

    @Override
    public List<TakeReply> takeAll(List<TakeRequest> requests) throws IOException, InterruptedException {
        takes.incrementAndGet();
        pass();
        for (TakeRequest request : requests) {
            failIfBroken(request);
        }
        return requests.stream().map(this::takeNow).toList();
    }

    @Override
    public int mostTogether(List<QuotaPolicy> policies) {
        return together;
    }

    private synchronized TakeReply takeNow(TakeRequest request) {
        long now = time.getAsLong() - origin;
        int granted = request.batch();
        for (Claim claim : request.claims()) {
            Tally tally = tally(claim);
            while (granted >= request.permits() && !claim.policy().isDryRun() && !tally.fits(0, now, granted)) {
                granted--;
            }
        }
        if (granted < request.permits()) {
            granted = 0;
        }
        List<Counter> after = new ArrayList<>();
        for (Claim claim : request.claims()) {
            Tally tally = tally(claim);
            long wait = tally.waitFor(0, now, request.permits());
            boolean charged = granted > 0 && tally.fits(0, now, granted);
            if (charged) {
                tally.take(0, now, granted);
            }
            after.add(new Counter(
                    charged,
                    tally.remaining(0, now),
                    Duration.ofNanos(tally.reset(0, now)),
                    wait == QuotaDecision.NEVER ? Counter.NEVER : Duration.ofNanos(wait)));
        }
        return new TakeReply(granted, now / 1_000, after);
    }

    private Tally tally(Claim claim) {
        Tally tally = counters.computeIfAbsent(claim.id(), any -> Tally.of(claim.policy(), 1));
        tally.change(claim.policy(), time.getAsLong() - origin);
        return tally;
    }

    @Override
    public void settle(List<Claim> claims, long countedAt, long correction) throws IOException, InterruptedException {
        pass();
        settledAt = countedAt;
        claims.forEach(claim -> settled.add(claim.id() + " " + correction));
    }

    List<String> settled() {
        return List.copyOf(settled);
    }

    @Override
    public int liveTasks(String task) throws IOException, InterruptedException {
        pass();
        return tasks;
    }

    @Override
    public void close() {
        closed = true;
    }
}
