package dev.eloquent.redis;

import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.QuotaStore;
import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeReply.Counter;
import dev.eloquent.ratelimit.store.TakeRequest;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counters in Redis 6 or later, or a server that is compatible with it:
 *
 * <pre>{@code
 * RedisQuotaStore.of("rediss://quotas.example.com", Duration.ofMillis(100))
 * }</pre>
 *
 * <p>A call is one round trip: a script, which the server runs as a whole and by its own clock. What is denied writes
 * nothing. All calls share one connection, which the first of them makes, and which is given up after any fault, so that
 * the next call makes another; nothing is repeated and nothing is queued for a server that is away. A call blocks for the
 * timeout at most, that for a connection included. Making one may take longer, 2 s at most or the timeout if that is
 * more: a call that is late leaves it to the next ones.
 *
 * <p>Every key has a time to live: until its counter is as if never used, and 10 s more. Usage is kept for an id; of an
 * exact policy for an id and a window, so that another window begins unused. Another quota or burst counts what is used
 * already. Counters are as durable as the server: what it loses in a crash or a failover may be used again, and what it
 * evicts, too, so set its {@code maxmemory-policy} to {@code noeviction}.
 *
 * <p><b>Clusters.</b> A script needs all of its keys on one node. The part of an id before its first {@code |}, which is
 * the client, is the hash tag of its key, so that all counters of a client lie together and clients are spread. Where
 * the claims of one call differ in that part, because one of their policies counts across keys, all of them lie where
 * that one does: each call takes from it, so that its node has all of these calls anyway. A policy that is used in such
 * company and without has then two counters in a cluster. A node that died is noticed by a call that times out.
 *
 * <p>Has about six threads of its own, which are daemons. Safe for use by several threads.
 */
public final class RedisQuotaStore implements QuotaStore {
    /** What keys begin with unless another prefix is given. */
    public static final String DEFAULT_PREFIX = "eloquent";

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration USUAL_DIAL = Duration.ofSeconds(2);

    private static final long NEVER = -1;
    private static final int BEFORE_COUNTERS = 2;
    private static final int FIELDS = 4;

    private static final int MOST_TOGETHER = 32;

    private final Calls calls;
    private final KeyNames names;
    private final @Nullable LongSupplier clock;

    /** With a clock in place of the server's, in µs since 1970, for tests. */
    RedisQuotaStore(Calls calls, KeyNames names, @Nullable LongSupplier clock) {
        this.calls = calls;
        this.names = names;
        this.clock = clock;
    }

    /**
     * In the server at that address, such as {@code rediss://user:password@host:6379/0}. Does not connect yet.
     *
     * @param timeout of a call, 1 ms to 10 s
     * @throws IllegalArgumentException if it is no address, without it in the message, or if the timeout is out of its range
     */
    public static RedisQuotaStore of(String uri, Duration timeout) {
        return of(parsed(Objects.requireNonNull(uri, "uri")), timeout, DEFAULT_PREFIX);
    }

    /** Neither the address nor the cause, which quotes it, is to get into a log: it often holds a password. */
    @SuppressWarnings("UnusedException")
    private static RedisURI parsed(String uri) {
        try {
            return RedisURI.create(uri);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the address of a Redis must be like rediss://user:password@host:6379/0, with"
                            + " percent-encoding of whatever no URI may hold as it is; it was not (it is not shown, as it may hold a"
                            + " password)");
        }
    }

    /**
     * In the server at that address, or the one that its sentinels name. Does not connect yet. The address may have a
     * provider of credentials that change; its timeout is not used.
     *
     * @param timeout of a call, 1 ms to 10 s
     * @param prefix what keys begin with, 1 to 64 of {@code A-Z a-z 0-9 . _ : -}: services that share a server and not
     *     their quotas have different ones
     * @throws IllegalArgumentException if the timeout is out of its range or the prefix is none
     */
    public static RedisQuotaStore of(RedisURI uri, Duration timeout, String prefix) {
        return open(uri, timeout, new KeyNames(prefix, false), false, null);
    }

    /**
     * In the cluster that the node at that address belongs to; otherwise as {@link #of(RedisURI, Duration, String)}.
     *
     * @throws IllegalArgumentException if the timeout is out of its range or the prefix is none
     */
    public static RedisQuotaStore ofCluster(RedisURI uri, Duration timeout, String prefix) {
        return open(uri, timeout, new KeyNames(prefix, true), true, null);
    }

    static RedisQuotaStore open(
            RedisURI uri, Duration timeout, KeyNames names, boolean cluster, @Nullable LongSupplier clock) {
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout must be " + SHORTEST_TIMEOUT + " to " + LONGEST_TIMEOUT + ", was " + timeout);
        }
        Script script = Script.load();
        Duration longestDial = timeout.compareTo(USUAL_DIAL) > 0 ? timeout : USUAL_DIAL;
        Client client = cluster ? Client.ofCluster(uri, longestDial) : Client.ofServer(uri, longestDial);
        return new RedisQuotaStore(new Calls(client, script, timeout, Address.shown(uri)), names, clock);
    }

    /**
     * {@inheritDoc}
     *
     * @throws RedisException if the server cannot be asked, does not answer within the timeout, or refuses
     * @throws InterruptedException if this thread is interrupted meanwhile; the permits may have been taken
     * @throws IllegalArgumentException if an id occurs twice, if claims are more than 8, or if the lease is longer than
     *     the window of an exact policy
     */
    @Override
    public TakeReply take(TakeRequest request) throws InterruptedException {
        return takeAll(List.of(request)).get(0);
    }

    /**
     * {@inheritDoc}
     *
     * @throws RedisException if the server cannot be asked, does not answer within the timeout, or refuses
     * @throws InterruptedException if this thread is interrupted meanwhile; the permits may have been taken
     * @throws IllegalArgumentException as by {@link #take}; then nothing is asked
     */
    @Override
    public List<TakeReply> takeAll(List<TakeRequest> requests) throws InterruptedException {
        List<Calls.Call> all = requests.stream().map(this::call).toList();
        return calls.runAll(all).stream().map(RedisQuotaStore::reply).toList();
    }

    /** 32: they go out together, over one connection. */
    @Override
    public int mostTogether(List<QuotaPolicy> policies) {
        return MOST_TOGETHER;
    }

    private Calls.Call call(TakeRequest request) {
        checkLease(request);
        List<String> arguments = new ArrayList<>(List.of(
                "take",
                now(),
                Integer.toString(request.permits()),
                Integer.toString(request.batch()),
                Long.toString(Pace.micros(request.lease()))));
        for (Claim claim : request.claims()) {
            addPolicy(claim, arguments);
            arguments.add(claim.policy().isDryRun() ? "d" : "");
        }
        return new Calls.Call(names.of(request.claims()), arguments.toArray(String[]::new));
    }

    /** Or a counter would need counts for parts without end. */
    private static void checkLease(TakeRequest request) {
        for (Claim claim : request.claims()) {
            QuotaPolicy policy = claim.policy();
            if (Pace.isExact(policy) && request.lease().compareTo(policy.window()) > 0) {
                throw new IllegalArgumentException("a lease is as long as the window of an exact policy at most, was "
                        + request.lease() + " for " + policy + "; take shorter leases");
            }
        }
    }

    private static void addPolicy(Claim claim, List<String> arguments) {
        QuotaPolicy policy = claim.policy();
        arguments.add(Pace.isExact(policy) ? "e" : "s");
        arguments.add(Long.toString(Pace.of(policy)));
        arguments.add(Long.toString(policy.burst()));
    }

    private static TakeReply reply(List<Long> numbers) {
        List<Counter> counters = new ArrayList<>();
        for (int i = BEFORE_COUNTERS; i < numbers.size(); i += FIELDS) {
            long retryAfter = numbers.get(i + 3);
            counters.add(new Counter(
                    numbers.get(i) == 1,
                    numbers.get(i + 1),
                    ofMicros(numbers.get(i + 2)),
                    retryAfter == NEVER ? Counter.NEVER : ofMicros(retryAfter)));
        }
        return new TakeReply(Math.toIntExact(numbers.get(0)), numbers.get(1), counters);
    }

    private static Duration ofMicros(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }

    /**
     * {@inheritDoc}
     *
     * @throws RedisException if the server cannot be asked, does not answer within the timeout, or refuses
     * @throws InterruptedException if this thread is interrupted meanwhile; the correction may have been made
     */
    @Override
    public void settle(List<Claim> claims, long countedAt, long correction) throws InterruptedException {
        if (correction == 0) {
            return;
        }
        List<String> arguments =
                new ArrayList<>(List.of("settle", now(), Long.toString(countedAt), Long.toString(correction)));
        claims.forEach(claim -> addPolicy(claim, arguments));
        calls.run(names.of(claims), arguments.toArray(String[]::new));
    }

    /**
     * {@inheritDoc}
     *
     * @throws RedisException if the server cannot be asked, does not answer within the timeout, or refuses
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    @Override
    public int liveTasks(String task) throws InterruptedException {
        List<Long> alive = calls.run(new String[] {names.tasks()}, new String[] {"tasks", now(), task});
        return Math.toIntExact(alive.get(0));
    }

    private String now() {
        return clock == null ? "" : Long.toString(clock.getAsLong());
    }

    /** Ends its connection and its threads; blocks for 4 s at most. */
    @Override
    public void close() {
        calls.close();
    }
}
