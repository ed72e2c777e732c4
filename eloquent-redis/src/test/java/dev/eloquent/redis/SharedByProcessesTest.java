package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.store.Flood;
import dev.eloquent.testing.RedisServer;
import dev.eloquent.testing.RequiresTool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four processes of eight threads each that want one key as often as they can. */
@RequiresTool(value = "redis-server", debianPackage = "redis-server")
final class SharedByProcessesTest {
    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.ask("FLUSHALL");
    }

    private static int most(String how, String algorithm) {
        return Flood.mostInAnyWindow(QuotaTask.class, how, algorithm, server.uri());
    }

    @ParameterizedTest
    @ValueSource(strings = {"asked", "leased"})
    void togetherTheyHaveTheExactQuotaAtMost(String how) {
        assertThat(most(how, "exact")).isBetween(Flood.QUOTA / 2, Flood.QUOTA);
    }

    @Test
    void togetherTheyHaveTheBurstAndTheSmoothQuotaAtMost() {
        assertThat(most("asked", "smooth")).isBetween(Flood.QUOTA / 2, Flood.BURST + Flood.QUOTA);
    }

    @Test
    void withLeasesTheyHaveWhatComesBackInTheTimeOfOneInAddition() {
        assertThat(most("leased", "smooth")).isBetween(Flood.QUOTA / 2, Flood.BURST + Flood.QUOTA + Flood.QUOTA / 10);
    }

    @Test
    void control_eachForItselfHasAQuotaOfItsOwn() {
        assertThat(most("local", "exact")).isGreaterThan(3 * Flood.QUOTA);
    }
}
