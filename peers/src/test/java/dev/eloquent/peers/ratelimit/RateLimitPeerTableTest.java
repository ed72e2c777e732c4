package dev.eloquent.peers.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.peers.ClassPath;
import dev.eloquent.peers.PeerTable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of docs/rate-limiting.md that sets Eloquent beside its peers: each "yes" and each "no" is tried. */
final class RateLimitPeerTableTest {
    private static final String GUIDE = "rate-limiting.md";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    /** Of a key in the flood, and more than any of those that flood takes. */
    private static final int OF_A_KEY = 20;

    /** Bytes; a key with nothing but a counter needs more. */
    private static final long LEAST_OF_A_KEY = 16;

    private interface Experiment {
        boolean holds(RateLimitPeerTableTest test, LimitPeer peer) throws Exception;
    }

    private static final Map<String, Experiment> ROWS = new LinkedHashMap<>();

    static {
        ROWS.put("keeps to 1,000 in both attacks", RateLimitPeerTableTest::keepsItsQuota);
        ROWS.put("and serves 1,000 that come at once", RateLimitPeerTableTest::keepsItsQuotaWithABurst);
        ROWS.put("a flood of new keys does not grow the heap", RateLimitPeerTableTest::keepsItsSize);
        ROWS.put("nor free those who have used up their quota", RateLimitPeerTableTest::keepsOffenders);
        ROWS.put("a request may weigh more than one", RateLimitPeerTableTest::weighs);
        ROWS.put("an estimate is corrected afterwards, both ways", RateLimitPeerTableTest::corrects);
        ROWS.put("several limits at once, from all or from none", RateLimitPeerTableTest::takesFromAllOrNone);
        ROWS.put("a limit changes, what was used stays used", RateLimitPeerTableTest::changes);
        ROWS.put("a refusal tells when to come back", RateLimitPeerTableTest::tellsWhen);
        ROWS.put("knows the `RateLimit` fields of HTTP", RateLimitPeerTableTest::knowsTheFields);
        ROWS.put("a caller may wait for its turn", RateLimitPeerTableTest::waits);
        ROWS.put("whose turn comes too late is refused at once", RateLimitPeerTableTest::refusesAtOnce);
        ROWS.put("a listener hears of each refusal", RateLimitPeerTableTest::isHeard);
        ROWS.put("begins slowly after a pause", RateLimitPeerTableTest::warmsUp);
    }

    private final MovableTime time = new MovableTime();

    static Stream<Arguments> cells() {
        return ROWS.keySet().stream()
                .flatMap(row -> Stream.of(LimitPeer.values()).map(peer -> Arguments.of(row, peer)));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("cells")
    void theTableSaysWhatIs(String name, LimitPeer peer) throws Exception {
        assertThat(PeerTable.of(GUIDE).get(name).get(peer.column)).isEqualTo(does(name, peer) ? "yes" : "no");
    }

    private boolean does(String name, LimitPeer peer) throws Exception {
        try {
            return ROWS.get(name).holds(this, peer);
        } catch (UnsupportedOperationException hasNothingForIt) {
            return false;
        }
    }

    @Test
    void theTableHasNoRowOrColumnThatIsNotTried() throws IOException {
        assertThat(PeerTable.of(GUIDE).keySet()).containsExactlyElementsOf(ROWS.keySet());
        assertThat(PeerTable.of(GUIDE).values())
                .allSatisfy(row -> assertThat(row.keySet())
                        .containsExactly(Stream.of(LimitPeer.values())
                                .map(peer -> peer.column)
                                .toArray(String[]::new)));
    }

    private boolean keepsItsQuota(LimitPeer peer) {
        return algorithms(peer).anyMatch(algorithm -> mostInAnyMinute(peer, algorithm) <= Contender.QUOTA);
    }

    private boolean keepsItsQuotaWithABurst(LimitPeer peer) {
        return algorithms(peer)
                .filter(algorithm -> peer.library()
                                .each(Contender.QUOTA, MINUTE, time)
                                .get(algorithm)
                                .takeAll()
                        == Contender.QUOTA)
                .anyMatch(algorithm -> mostInAnyMinute(peer, algorithm) <= Contender.QUOTA);
    }

    private Stream<Integer> algorithms(LimitPeer peer) {
        return IntStream.range(0, peer.library().each(1, MINUTE, time).size()).boxed();
    }

    private static long mostInAnyMinute(LimitPeer peer, int algorithm) {
        return Stream.of(Attack.values())
                .mapToLong(attack -> attack.mostInAnyMinute(clock ->
                        peer.library().each(Contender.QUOTA, MINUTE, clock).get(algorithm)))
                .max()
                .orElseThrow();
    }

    private boolean keepsItsSize(LimitPeer peer) {
        Predicate<String> limit = peer.library().byKey(OF_A_KEY, HOUR, time);
        flood(limit, 0, 3 * Library.ROOM);
        try {
            long before = usedHeap();
            flood(limit, 3 * Library.ROOM, 15 * Library.ROOM);
            return usedHeap() - before < 12L * Library.ROOM * LEAST_OF_A_KEY;
        } finally {
            // What is not used any more takes no room, whatever it is.
            Reference.reachabilityFence(limit);
        }
    }

    /** Each asks three times. Returns how often one was allowed. */
    private static int flood(Predicate<String> limit, int from, int to) {
        int allowed = 0;
        for (int key = from; key < to; key++) {
            for (int i = 0; i < 3; i++) {
                allowed += limit.test("2001:db8::" + key) ? 1 : 0;
            }
        }
        return allowed;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private boolean keepsOffenders(LimitPeer peer) {
        Predicate<String> limit = peer.library().byKey(OF_A_KEY, HOUR, time);
        List<String> offenders =
                IntStream.range(0, 50).mapToObj(i -> "198.51.100." + i).toList();
        for (String offender : offenders) {
            while (limit.test(offender)) {
                // Until it has none left.
            }
        }
        flood(limit, 0, 15 * Library.ROOM);
        return offenders.stream().noneMatch(limit);
    }

    private boolean weighs(LimitPeer peer) {
        Limiter limiter = peer.library().limiter(Contender.QUOTA, MINUTE, time);
        int passed = inAMinute(() -> limiter.take(10));
        return passed >= 90 && passed <= 200;
    }

    private int inAMinute(BooleanSupplier request) {
        int passed = 0;
        for (long i = 0; i < MINUTE.toMillis(); i++) {
            passed += request.getAsBoolean() ? 1 : 0;
            time.move(MILLISECOND);
        }
        return passed;
    }

    private boolean corrects(LimitPeer peer) {
        Limiter tooMuch = peer.library().limiter(100, HOUR, time);
        tooMuch.takeEstimated(50, 20);
        Limiter tooLittle = peer.library().limiter(100, HOUR, time);
        tooLittle.takeEstimated(50, 90);
        return tooMuch.takeAll() == 80 && tooLittle.takeAll() == 10;
    }

    private boolean takesFromAllOrNone(LimitPeer peer) {
        BooleanSupplier request = peer.library().tenAnHourAndOneASecond(time);
        int passed = 0;
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 20; i++) {
                passed += request.getAsBoolean() ? 1 : 0;
            }
            // A bit longer than a second, which is as long as some need.
            time.move(SECOND.multipliedBy(2));
        }
        return passed == 10;
    }

    private boolean changes(LimitPeer peer) {
        Limiter limiter = peer.library().limiter(100, MINUTE, time);
        limiter.takeAll();
        limiter.change(120);
        boolean stays = limiter.takeAll() <= 20;
        time.move(MINUTE.multipliedBy(2));
        int passed = inAMinute(limiter::take);
        return stays && passed >= 119;
    }

    private boolean tellsWhen(LimitPeer peer) {
        Limiter limiter = peer.library().limiter(100, MINUTE, time);
        limiter.takeAll();
        Optional<Duration> wait = limiter.refusal();
        if (wait.isEmpty()) {
            return false;
        }
        time.move(wait.get().minus(MILLISECOND));
        boolean early = limiter.take();
        time.move(MILLISECOND);
        return !early && limiter.take();
    }

    private boolean knowsTheFields(LimitPeer peer) throws IOException {
        return ClassPath.mentions(peer.jars, "RateLimit-Policy");
    }

    /** In real time, as the next one. */
    private boolean waits(LimitPeer peer) {
        Limiter limiter = peer.library().limiter(1, Duration.ofMillis(300), System::nanoTime);
        limiter.take();
        return limiter.takeWithin(Duration.ofSeconds(20));
    }

    private boolean refusesAtOnce(LimitPeer peer) {
        Limiter limiter = peer.library().limiter(1, HOUR, System::nanoTime);
        limiter.take();
        long before = System.nanoTime();
        assertThat(limiter.takeWithin(SECOND.multipliedBy(2))).isFalse();
        return System.nanoTime() - before < SECOND.toNanos();
    }

    private boolean isHeard(LimitPeer peer) {
        AtomicInteger heard = new AtomicInteger();
        BooleanSupplier request = peer.library().limiter(1, HOUR, time).heard(heard::incrementAndGet);
        boolean first = request.getAsBoolean();
        for (int i = 0; i < 3; i++) {
            assertThat(request.getAsBoolean()).isFalse();
        }
        return first && heard.get() == 3;
    }

    private boolean warmsUp(LimitPeer peer) {
        Limiter limiter = peer.library().warmingUp(Contender.QUOTA, MINUTE, time);
        time.move(HOUR);
        int first = inAMinute(limiter::take);
        int second = inAMinute(limiter::take);
        return first < second * 0.9;
    }
}
