package dev.eloquent.health.pinecone;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.internal.Deadline;
import dev.eloquent.health.internal.HttpAnswer;
import dev.eloquent.health.internal.HttpCaller;
import dev.eloquent.health.internal.NetworkFault;
import dev.eloquent.health.internal.NetworkReasons;
import dev.eloquent.health.internal.Secrets;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Whether a Pinecone index can be reached with the key that the application has, and is the index that it expects:
 * {@code describe_index_stats} over the JDK's HTTP client.
 *
 * <p>What it tells apart, by reason. Degraded: {@code throttled}, {@code index_nearly_full}, {@code awaiting_turn}.
 * Unhealthy by a fault of the configuration, which waiting does not mend: {@code access_refused}, {@code
 * index_not_found}, {@code wrong_dimension}, {@code no_api_key}. Unhealthy otherwise: {@code server_error}, {@code
 * timed_out}, {@code connection_failed}, {@code unknown_host}, {@code tls_failed}, {@code bad_answer}, {@code
 * unexpected_status}.
 *
 * <p>Pinecone takes 100 of these requests a second for an index, from all tasks together. State how many {@link
 * #tasks(int) tasks} there are, and the check stays at half of that: by the interval of its {@link #defaultSettings()
 * default settings}, by refusing to start with a shorter one, and by answering from memory (with the detail {@code
 * next_request_in_ms}) where it is run more often all the same.
 *
 * <p>A run ends at its timeout, whatever the server does, or when its thread is interrupted. The connection is kept for
 * the next run; if it turns out to be broken then, the request is made once more on a new one. While it lives, that no
 * new one could be made is not seen: where that matters, register a {@link dev.eloquent.health.net.TcpCheck TcpCheck} or
 * {@link dev.eloquent.health.net.CertificateCheck CertificateCheck} of the same host beside it. Redirects are not
 * followed, so that the key goes nowhere else. Each method returns a changed check, which has a turn of its own: use one
 * of them. Safe for use by several threads.
 */
public final class PineconeCheck implements HealthCheck {
    /** Pinecone answers, but not as often as it is asked (429): by this check or by the application. */
    public static final ReasonCode THROTTLED = new ReasonCode("throttled");
    /** The index has reached the share of its capacity that was set. */
    public static final ReasonCode INDEX_NEARLY_FULL = new ReasonCode("index_nearly_full");
    /** One of so many tasks that it may not ask yet; nothing is known of the index. */
    public static final ReasonCode AWAITING_TURN = new ReasonCode("awaiting_turn");
    /** The key was refused (401, 403): a fault of the configuration. */
    public static final ReasonCode ACCESS_REFUSED = new ReasonCode("access_refused");
    /** There is no index at this host (404): a fault of the configuration. */
    public static final ReasonCode INDEX_NOT_FOUND = new ReasonCode("index_not_found");
    /** The index has another dimension than the vectors of the application: a fault of the configuration. */
    public static final ReasonCode WRONG_DIMENSION = new ReasonCode("wrong_dimension");
    /** The supplier of the key failed, or gave nothing that could be a key. */
    public static final ReasonCode NO_API_KEY = new ReasonCode("no_api_key");
    /** Pinecone has answered that it cannot (5xx). */
    public static final ReasonCode SERVER_ERROR = new ReasonCode("server_error");
    /** No connection could be made, or it broke before there was an answer. */
    public static final ReasonCode CONNECTION_FAILED = NetworkReasons.CONNECTION_FAILED;
    /** The index host has no address, or the resolver could not tell. */
    public static final ReasonCode UNKNOWN_HOST = NetworkReasons.UNKNOWN_HOST;
    /** No TLS connection came about, for instance because the certificate is not trusted. */
    public static final ReasonCode TLS_FAILED = NetworkReasons.TLS_FAILED;
    /** What came is not an answer of describe_index_stats, or only a part of one, or more than 8 MiB. */
    public static final ReasonCode BAD_ANSWER = NetworkReasons.BAD_ANSWER;
    /** Another status, redirects among them. */
    public static final ReasonCode UNEXPECTED_STATUS = NetworkReasons.UNEXPECTED_STATUS;

    /** The version of the API that Pinecone's own Java client 6.1 speaks. */
    private static final String API_VERSION = "2025-10";

    private static final int DEFAULT_TASKS = 10;
    private static final Duration LONGEST_GRACE = Duration.ofHours(1);

    private final IndexHost host;
    private final ApiKey key;
    private final IndexExpectation expected;
    private final int tasks;
    private final Surroundings surroundings;
    private final RequestShare share;
    private volatile CheckResult last = CheckResult.degraded(AWAITING_TURN);

    /** What tests replace: the clock, waiting, chance, and the way to Pinecone. */
    record Surroundings(LongSupplier nanoTime, Pause pause, RandomGenerator random, Transport transport) {
        static Surroundings production() {
            return new Surroundings(
                    System::nanoTime,
                    pause -> Thread.sleep(pause.toMillis() + 1),
                    RandomGenerator.getDefault(),
                    Transport.over(HttpCaller.ofItsOwn()));
        }

        /** Blocks for as long as it is told, or a little longer. */
        @FunctionalInterface
        interface Pause {
            void of(Duration length) throws InterruptedException;
        }
    }

    private PineconeCheck(IndexHost host, ApiKey key, IndexExpectation expected, int tasks, Surroundings surroundings) {
        this.host = host;
        this.key = key;
        this.expected = expected;
        this.tasks = tasks;
        this.surroundings = surroundings;
        this.share = new RequestShare(tasks, surroundings.nanoTime(), surroundings.random());
    }

    static PineconeCheck of(String indexHost, ApiKey apiKey, Surroundings surroundings) {
        return new PineconeCheck(IndexHost.of(indexHost), apiKey, IndexExpectation.NONE, DEFAULT_TASKS, surroundings);
    }

    /**
     * Checks the index at this host with a key that may change.
     *
     * @param indexHost the index's own host, as Pinecone shows it; https unless it begins with {@code http://}, which is
     *     for addresses of this machine only
     * @param apiKey asked in each run, on the check's thread, so that a rotated key is used; it should answer from
     *     memory. What it throws becomes a private detail. The key appears in no result, log or message
     */
    public static PineconeCheck of(String indexHost, Supplier<String> apiKey) {
        Objects.requireNonNull(indexHost, "indexHost");
        Objects.requireNonNull(apiKey, "apiKey");
        return of(indexHost, ApiKey.from(apiKey), Surroundings.production());
    }

    /** The same with a key that does not change while the process lives. */
    public static PineconeCheck of(String indexHost, String apiKey) {
        Objects.requireNonNull(indexHost, "indexHost");
        Objects.requireNonNull(apiKey, "apiKey");
        return of(indexHost, ApiKey.fixed(apiKey), Surroundings.production());
    }

    /** The dimension of the application's vectors, 1 to 20,000. A sparse index has none and is not held to it. */
    public PineconeCheck dimension(int value) {
        return new PineconeCheck(host, key, expected.dimension(value), tasks, surroundings);
    }

    /**
     * How many vectors the index is meant for, at least 1. Pinecone's own measure, {@code indexFullness}, counts as well
     * where it is above 0: serverless indexes have none.
     */
    public PineconeCheck capacity(long vectors) {
        return new PineconeCheck(host, key, expected.capacity(vectors), tasks, surroundings);
    }

    /** Degraded from this share of the capacity on, above 0 and at most 1; default 0.9. */
    public PineconeCheck nearlyFullAt(double share) {
        return new PineconeCheck(host, key, expected.nearlyFullAt(share), tasks, surroundings);
    }

    /**
     * How many processes check this index at the same time, 1 to 112,500; default 10. Count those that a deployment runs
     * in addition, and those of other services that check it too.
     */
    public PineconeCheck tasks(int value) {
        return new PineconeCheck(host, key, expected, value, surroundings);
    }

    /**
     * Every 15 s, or as much less often as the tasks demand. For more than 100 tasks the jitter is 0.33, and a start-up
     * grace keeps the status unknown, rather than degraded, until the first request has had its turn.
     */
    @Override
    public CheckSettings defaultSettings() {
        CheckSettings settings = CheckSettings.defaults()
                .interval(RequestShare.defaultInterval(tasks))
                .jitter(RequestShare.defaultJitter(tasks));
        if (!RequestShare.mustSpread(tasks)) {
            return settings;
        }
        Duration firstTurn =
                Duration.ofSeconds((long) Math.ceil(settings.interval().toSeconds() * (1 + settings.jitter())));
        return settings.startupGrace(firstTurn.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : firstTurn);
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>(host.faults());
        faults.addAll(key.faults());
        faults.addAll(expected.faults());
        faults.addAll(RequestShare.faults(tasks, settings.interval(), settings.jitter()));
        if (settings.local()) {
            faults.add("an index is not local to this process: drop onlyLocal(), and see GroupSettings.critical for"
                    + " what its failure may do");
        }
        return faults;
    }

    /**
     * {@inheritDoc}
     *
     * @throws InterruptedException if its thread was interrupted; the exchange has been cancelled then
     */
    @Override
    public CheckResult check(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        Optional<Duration> wait = share.take();
        if (wait.isPresent()) {
            return last.with("next_request_in_ms", wait.get().toMillis());
        }
        CheckResult seen = look(deadline);
        last = seen;
        return seen;
    }

    private CheckResult look(Deadline deadline) throws InterruptedException {
        String current;
        try {
            current = key.current();
        } catch (RuntimeException e) {
            return CheckResult.unhealthy(NO_API_KEY).causedBy(e);
        }
        Secrets secrets = Secrets.of(List.of(current));
        try {
            return secrets.hideIn(IndexAnswer.judge(ask(current, deadline), expected, secrets));
        } catch (NetworkFault e) {
            return secrets.hideIn(e.result());
        }
    }

    private HttpAnswer ask(String current, Deadline deadline) throws NetworkFault, InterruptedException {
        Transport transport = surroundings.transport();
        boolean mayBeStale = transport.mayHoldConnection();
        try {
            return transport.send(request(current), deadline);
        } catch (NetworkFault e) {
            if (!mayBeStale || !e.reason().equals(CONNECTION_FAILED) || !turnToRepeat(deadline)) {
                throw e;
            }
            return transport.send(request(current), deadline);
        }
    }

    /** The second request counts as any other: it waits for its turn, if that comes in time. */
    private boolean turnToRepeat(Deadline deadline) throws InterruptedException {
        Optional<Duration> pause = share.pauseBeforeRepeat();
        if (pause.isEmpty() || pause.get().compareTo(deadline.left()) >= 0) {
            return false;
        }
        surroundings.pause().of(pause.get());
        return share.take().isEmpty();
    }

    private HttpRequest.Builder request(String current) {
        return HttpRequest.newBuilder(host.describeIndexStats())
                .header("Api-Key", current)
                .header("X-Pinecone-API-Version", API_VERSION)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("User-Agent", "eloquent-health")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
    }
}
