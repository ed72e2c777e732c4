package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Secrets of names that are not known at the start. */
final class SecretLookupTest {
    private final VirtualTime time = new VirtualTime();
    private final ScriptedSource source = new ScriptedSource(time).has("tenant/a", "1", "planted-a");
    private final Refresher refresher =
            new Refresher(source, time, () -> 0.5, Runnable::run, Runnable::run, Refresher.GRACE);
    private final SecretLookup<SecretText> tenants = lookup(2, source, Runnable::run);

    private SecretLookup<SecretText> lookup(int bound, SecretSource from, Executor calls) {
        return new SecretLookup<>(bound, tenant -> SecretSpec.text("tenant/" + tenant), from, refresher, time, calls);
    }

    @Test
    void theFirstReadAsksAndTheNextOnesDoNot() throws InterruptedException {
        Secret<SecretText> a = tenants.get("a");
        assertThat(a.get()).isEqualTo(SecretText.of("planted-a"));
        assertThat(tenants.get("a")).isSameAs(a);
        assertThat(source.calls()).hasSize(1);
    }

    @Test
    void whatWasFoundIsKeptFresh() throws InterruptedException {
        Secret<SecretText> a = tenants.get("a");
        source.has("tenant/a", "2", "planted-b");
        time.sleep(SecretSpec.DEFAULT_SOFT_AGE);
        refresher.tick();
        assertThat(a.get()).isEqualTo(SecretText.of("planted-b"));
    }

    @Test
    void whatIsMissingIsNotAskedForAgainForAWhile() {
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> tenants.get("nobody"))
                    .hasMessage("1 secret cannot be had from the script:\n  tenant/nobody: never heard of it");
        }
        assertThat(source.calls()).hasSize(1);
        time.sleep(Duration.ofSeconds(30));
        source.has("tenant/nobody", "1", "planted-b");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> tenants.get("nobody")))
                .isNull();
    }

    @Test
    void whatOnlyTimeCanMendIsAskedForAgainSoon() throws InterruptedException {
        source.refuses("tenant/b", SecretProblem.UNAVAILABLE);
        assertThatThrownBy(() -> tenants.get("b")).isInstanceOf(SecretsUnavailableException.class);
        source.has("tenant/b", "1", "planted-b");
        time.sleep(Duration.ofSeconds(1));
        assertThat(tenants.get("b").get()).isEqualTo(SecretText.of("planted-b"));
    }

    @Test
    void theOneAskedForLongestAgoIsLetGoAndRefreshedNoMore() throws InterruptedException {
        source.has("tenant/b", "1", "planted-b").has("tenant/c", "1", "planted-c");
        tenants.get("a");
        tenants.get("b");
        tenants.get("a");
        tenants.get("c");
        time.sleep(SecretSpec.DEFAULT_SOFT_AGE);
        refresher.tick();
        assertThat(source.calls().get(3).requests())
                .containsExactlyInAnyOrder(SecretRequest.current("tenant/a"), SecretRequest.current("tenant/c"));
    }

    @Test
    void manyWhoAskAtOnceAreOneCallAndAnInterruptConcernsOnlyItsOwn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        SecretSource slow = new SecretSource() {
            @Override
            public Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) throws InterruptedException {
                go.await();
                return source.fetch(requests);
            }

            @Override
            public String description() {
                return "a slow source";
            }
        };
        var calls = Executors.newSingleThreadExecutor();
        try {
            SecretLookup<SecretText> waiting = lookup(10, slow, calls);
            CompletableFuture<Throwable> interrupted = new CompletableFuture<>();
            Thread first = new Thread(() -> {
                try {
                    waiting.get("a");
                } catch (InterruptedException e) {
                    interrupted.complete(e);
                }
            });
            first.start();
            List<CompletableFuture<Secret<SecretText>>> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Secret<SecretText>> other = new CompletableFuture<>();
                others.add(other);
                new Thread(() -> {
                            try {
                                other.complete(waiting.get("a"));
                            } catch (InterruptedException e) {
                                other.completeExceptionally(e);
                            }
                        })
                        .start();
            }
            first.interrupt();
            assertThat(interrupted.join()).isInstanceOf(InterruptedException.class);
            go.countDown();
            others.forEach(other -> assertThat(other.join().get()).isEqualTo(SecretText.of("planted-a")));
            assertThat(source.calls()).hasSize(1);
        } finally {
            calls.shutdownNow();
        }
    }

    @Test
    void badKeysAndBoundsAreTold() {
        assertThatThrownBy(() -> tenants.get("a b")).isInstanceOf(SecretsConfigurationException.class);
        assertThatThrownBy(() -> lookup(0, source, Runnable::run))
                .hasMessage("secrets: bound must be from 1 to 100000, was 0");
    }
}
