package dev.eloquent.peers.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.local.Fault;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.peers.PeerTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The table of docs/secrets.md that sets Eloquent beside its peers: each "yes" and each "no" is tried. */
final class SecretsPeerTableTest {
    private static final String GUIDE = "secrets.md";
    private static final String LOGIN = "{\"username\":\"me\",\"password\":\"planted-old\"}";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** For which a peer keeps a value, where that is to pass; no time of theirs can be injected. */
    private static final Duration LIFE = Duration.ofSeconds(1);
    /** Where it is not to pass. */
    private static final Duration LONG = SecretPeer.LONGEST;

    private interface Experiment {
        boolean holds(SecretsPeerTableTest test, SecretPeer peer) throws Exception;
    }

    private static final Map<String, Experiment> ROWS = new LinkedHashMap<>();

    static {
        ROWS.put("fifty secrets are there after at most four calls", SecretsPeerTableTest::startsInFewCalls);
        ROWS.put("one error names all that are missing", SecretsPeerTableTest::namesAllThatAreMissing);
        ROWS.put("nobody waits while a value is refreshed", SecretsPeerTableTest::readsDuringARefresh);
        ROWS.put("a new value arrives although nobody reads", SecretsPeerTableTest::refreshesUnread);
        ROWS.put("an outage does not take the old value away", SecretsPeerTableTest::outlivesAnOutage);
        ROWS.put("nor does a new version that cannot be decrypted", SecretsPeerTableTest::outlivesALostKey);
        ROWS.put("but a value that nobody confirms ends some time", SecretsPeerTableTest::endsWhatNobodyConfirms);
        ROWS.put("a hundred who ask at once make one call", SecretsPeerTableTest::asksOnceForAHundred);
        ROWS.put("what is missing is not asked for by each", SecretsPeerTableTest::remembersWhatIsMissing);
        ROWS.put("JSON is parsed once for each version", SecretsPeerTableTest::parsesOnce);
        ROWS.put("a version that does not parse is not handed out", SecretsPeerTableTest::outlivesABrokenVersion);
        ROWS.put("the previous version can be had", SecretsPeerTableTest::hasThePreviousVersion);
        ROWS.put("what is handed out prints no secret", SecretsPeerTableTest::printsNoSecret);
        ROWS.put("needs no thread of its own", SecretsPeerTableTest::needsNoThread);
    }

    private final LocalSecretsManager aws = LocalSecretsManager.region("eu-central-1")
            .secret("one", "planted-old")
            .secret("login", LOGIN)
            .start();
    private final SecretsManagerClient client = SecretsManagerClient.builder()
            .region(Region.EU_CENTRAL_1)
            .endpointOverride(aws.endpoint())
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(3)))
            .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
        client.close();
        aws.close();
    }

    static Stream<Arguments> cells() {
        return ROWS.keySet().stream()
                .flatMap(row -> Stream.of(SecretPeer.values()).map(peer -> Arguments.of(row, peer)));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("cells")
    void theTableSaysWhatIs(String name, SecretPeer peer) throws Exception {
        boolean does = ROWS.get(name).holds(this, peer);
        assertThat(PeerTable.of(GUIDE).get(name).get(peer.column)).isEqualTo(does ? "yes" : "no");
    }

    @Test
    void theTableHasNoRowOrColumnThatIsNotTried() throws IOException {
        assertThat(PeerTable.of(GUIDE).keySet()).containsExactlyElementsOf(ROWS.keySet());
        assertThat(PeerTable.of(GUIDE).values())
                .allSatisfy(row -> assertThat(row.keySet())
                        .containsExactly(Stream.of(SecretPeer.values())
                                .map(peer -> peer.column)
                                .toArray(String[]::new)));
    }

    private boolean startsInFewCalls(SecretPeer peer) throws Exception {
        List<String> names = IntStream.range(0, 50).mapToObj(i -> "many/" + i).toList();
        names.forEach(name -> aws.create(name, "planted-many"));
        try (SecretReader reader = peer.open(client, names, LONG)) {
            assertThat(SecretPeer.text(reader.read("many/0"))).isEqualTo("planted-many");
            return allCalls() <= 4;
        }
    }

    private boolean namesAllThatAreMissing(SecretPeer peer) {
        try (SecretReader reader = peer.open(client, List.of("none/a", "none/b"), LONG)) {
            throw new AssertionError("it has started without them: " + reader.getClass());
        } catch (Exception told) {
            String message = String.valueOf(told.getMessage());
            return message.contains("none/a") && message.contains("none/b");
        }
    }

    private boolean readsDuringARefresh(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LIFE)) {
            reader.read("one");
            aws.faults().always(Fault.delay(Duration.ofSeconds(2)));
            return hasTheOldValueIn(() -> inASecond(reader), 2 * LIFE.toSeconds());
        }
    }

    private boolean refreshesUnread(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LIFE)) {
            reader.read("one");
            aws.put("one", "planted-new");
            long loaded = allCalls();
            await().atMost(LIMIT).pollDelay(LIFE.multipliedBy(3)).until(() -> true);
            long asked = allCalls();
            boolean isNew = "planted-new".equals(SecretPeer.text(reader.read("one")));
            return isNew && asked > loaded;
        }
    }

    private boolean outlivesAnOutage(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LIFE)) {
            reader.read("one");
            aws.faults().always(Fault.status(503));
            return hasTheOldValueIn(() -> reader.read("one"), 2);
        }
    }

    private boolean outlivesALostKey(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LIFE)) {
            reader.read("one");
            aws.put("one", "planted-new");
            aws.disableKey("one");
            return hasTheOldValueIn(() -> reader.read("one"), 2);
        }
    }

    private boolean endsWhatNobodyConfirms(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LIFE)) {
            reader.read("one");
            aws.delete("one");
            return !hasTheOldValueIn(() -> reader.read("one"), (int) SecretPeer.LONGEST.toSeconds() + 1);
        }
    }

    private boolean asksOnceForAHundred(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LONG)) {
            aws.faults().always(Fault.delay(Duration.ofMillis(300)));
            long before = aws.calls("GetSecretValue");
            List<Future<Object>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(threads.submit(() -> reader.read("login")));
            }
            for (Future<Object> each : all) {
                each.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            return aws.calls("GetSecretValue") - before == 1;
        }
    }

    private boolean remembersWhatIsMissing(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LONG)) {
            long before = allCalls();
            for (int i = 0; i < 20; i++) {
                try {
                    throw new AssertionError("it has none: " + reader.read("none"));
                } catch (RuntimeException missing) {
                    assertThat(missing).isNotInstanceOf(AssertionError.class);
                }
            }
            return allCalls() - before <= 3;
        }
    }

    private boolean parsesOnce(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LONG)) {
            Set<Object> parsed = Collections.newSetFromMap(new IdentityHashMap<>());
            parsed.add(reader.readJson("login"));
            parsed.add(reader.readJson("login"));
            return parsed.size() == 1;
        }
    }

    private boolean outlivesABrokenVersion(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LIFE)) {
            reader.readJson("login");
            aws.put("login", "{\"username\":");
            return all(() -> "planted-old".equals(SecretPeer.password(reader.readJson("login"))), 2 * LIFE.toSeconds());
        }
    }

    private boolean hasThePreviousVersion(SecretPeer peer) throws Exception {
        aws.put("one", "planted-new");
        try (SecretReader reader = peer.open(client, List.of("one"), LONG)) {
            return "planted-old".equals(reader.readPrevious("one"));
        } catch (UnsupportedOperationException none) {
            return false;
        }
    }

    private boolean printsNoSecret(SecretPeer peer) throws Exception {
        try (SecretReader reader = peer.open(client, List.of("one"), LONG)) {
            return !String.valueOf(reader.read("one")).contains("planted");
        }
    }

    private boolean needsNoThread(SecretPeer peer) throws Exception {
        // A call before, so that what belongs to the SDK and the stand-in is there already.
        client.getSecretValue(call -> call.secretId("one"));
        List<Thread> before = List.copyOf(Thread.getAllStackTraces().keySet());
        try (SecretReader reader = peer.open(client, List.of("one"), LONG)) {
            reader.read("one");
            List<String> more = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread))
                    .map(Thread::getName)
                    .toList();
            return more.isEmpty();
        }
    }

    /** Waits no longer than a second. */
    private Object inASecond(SecretReader reader) throws Exception {
        return threads.submit(() -> reader.read("one")).get(1, TimeUnit.SECONDS);
    }

    /** Whether the old value is there all the time, for so many seconds from now. */
    private static boolean hasTheOldValueIn(Callable<Object> read, long seconds) {
        return all(() -> "planted-old".equals(SecretPeer.text(read.call())), seconds);
    }

    /** Whether this holds each time, for so many seconds from now; what throws does not. */
    private static boolean all(Callable<Boolean> holds, long seconds) {
        AtomicBoolean always = new AtomicBoolean(true);
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .during(Duration.ofSeconds(seconds))
                .until(() -> {
                    always.compareAndSet(true, is(holds));
                    return true;
                });
        return always.get();
    }

    private static boolean is(Callable<Boolean> holds) {
        try {
            return holds.call();
        } catch (Exception gone) {
            return false;
        }
    }

    private long allCalls() {
        return aws.calls().values().stream().mapToLong(Long::longValue).sum();
    }
}
