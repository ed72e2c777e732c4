package dev.eloquent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TransitionFeedTest {
    private final List<Transition> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private TransitionFeed feed = feed(List.of());

    @AfterEach
    void close() {
        never.countDown();
        feed.end(new Patience(Duration.ofSeconds(2)), List.of());
    }

    @Test
    void oneThatThrowsHearsTheNextAndDisturbsNobody() {
        feed = feed(List.of(
                transition -> {
                    heard.add(transition);
                    throw new IllegalStateException("a listener's fault");
                },
                heard::add));
        feed.tell(transition(1));
        feed.tell(transition(2));
        await().untilAsserted(() -> assertThat(heard).hasSize(4));
    }

    @Test
    void oneThatHangsDisturbsNobody() {
        feed = feed(List.of(this::hang, heard::add));
        for (int i = 0; i < 10; i++) {
            feed.tell(transition(i));
        }
        await().untilAsserted(() -> assertThat(heard).hasSize(10));
    }

    @Test
    void oneThatHangsLosesWhatNoLongerFitsAndHoldsUpNobody() {
        feed = feed(List.of(this::hang));
        for (int i = 0; i < 10_000; i++) {
            feed.tell(transition(i));
        }
        assertThat(feed.remembered()).hasSize(3).last().isEqualTo(transition(9_999));
    }

    @Test
    void theLastOnesAreRemembered() {
        for (int i = 0; i < 5; i++) {
            feed.tell(transition(i));
        }
        assertThat(feed.remembered()).containsExactly(transition(2), transition(3), transition(4));
    }

    @Test
    void theyAreAllCountedThoughOnlySomeAreRememberedAndNoneIsHeard() {
        feed = feed(List.of(this::hang));
        Transition one = transition(1);
        for (int i = 0; i < 10_000; i++) {
            feed.tell(one);
        }
        assertThat(feed.count(one.name(), one.to())).isEqualTo(10_000);
        assertThat(feed.count(one.name(), one.from())).isZero();
        assertThat(feed.count("check-2", one.to())).isZero();
    }

    @Test
    void theyAreHeardInOrderAndOffTheTellersThread() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        feed = feed(List.of(heard::add, transition -> threads.add(Thread.currentThread())));
        for (int i = 0; i < 100; i++) {
            feed.tell(transition(i));
        }
        await().untilAsserted(() -> assertThat(heard).hasSize(100));
        assertThat(heard).extracting(Transition::name).first().isEqualTo("check-0");
        assertThat(heard).extracting(Transition::name).last().isEqualTo("check-99");
        await().untilAsserted(() -> assertThat(threads).hasSize(100));
        assertThat(threads).doesNotContain(Thread.currentThread());
    }

    private void hang(Transition transition) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static TransitionFeed feed(List<Consumer<Transition>> listeners) {
        return new TransitionFeed(3, listeners, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Transition transition(int number) {
        return new Transition(
                "check-" + number,
                HealthStatus.HEALTHY,
                HealthStatus.UNHEALTHY,
                ReasonCode.TIMED_OUT,
                Instant.EPOCH,
                Map.of());
    }
}
