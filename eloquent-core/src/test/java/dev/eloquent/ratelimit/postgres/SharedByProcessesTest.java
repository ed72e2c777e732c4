package dev.eloquent.ratelimit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.store.Flood;
import dev.eloquent.testing.PostgresServer;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Four processes of eight threads each that want one key as often as they can. */
final class SharedByProcessesTest {
    private static PostgresServer server;

    @BeforeAll
    static void start() throws SQLException {
        server = PostgresServer.start();
        server.execute(PostgresQuotaStore.migration());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static int most(String where, String algorithm) {
        return Flood.mostInAnyWindow(
                QuotaTask.class, where, algorithm, server.jdbcUrl(), server.user(), server.password());
    }

    @Test
    void togetherTheyHaveTheExactQuotaAtMost() {
        assertThat(most("shared", "exact")).isBetween(Flood.QUOTA / 2, Flood.QUOTA);
    }

    @Test
    void togetherTheyHaveTheSmoothBoundAtMost() {
        // The burst, the quota, and what comes back in the time of a lease, a tenth of the window.
        assertThat(most("shared", "smooth")).isBetween(Flood.QUOTA / 2, Flood.BURST + Flood.QUOTA + Flood.QUOTA / 10);
    }

    @Test
    void control_eachForItselfHasAQuotaOfItsOwn() {
        assertThat(most("local", "exact")).isGreaterThan(3 * Flood.QUOTA);
    }
}
