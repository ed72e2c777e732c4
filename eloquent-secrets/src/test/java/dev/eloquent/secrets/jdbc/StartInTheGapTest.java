package dev.eloquent.secrets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.secrets.RotatedLogin;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.testing.PasswordedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A task starts between setSecret and finishSecret of a single user, and has not asked for pending logins: the only one
 * that it knows is no longer taken.
 */
final class StartInTheGapTest {
    private static final SecretSpec<DatabaseLogin> LOGIN = SecretSpec.json(RotatedLogin.NAME, DatabaseLogin.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CLIENTS = 20;
    private static PasswordedPostgres postgres;

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        postgres = new PasswordedPostgres(folder);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void itWaitsForTheEndOfTheRotationAndStormsNobody() throws Exception {
        RotatedLogin secret = inTheGap("waits");
        try (Secrets secrets = Secrets.from(secret).load(LOGIN);
                HikariDataSource pool = pool(RotatingDataSource.of(postgres::open, secrets.get(LOGIN)))) {
            Future<?>[] all = new Future<?>[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                all[i] = clients.submit(() -> {
                    pool.getConnection().close();
                    return null;
                });
            }
            // For long enough to have tried more than once.
            await().atMost(LIMIT).until(() -> postgres.refused("waits") >= 4);
            assertThat(all).noneMatch(Future::isDone);
            secret.finish();
            for (Future<?> each : all) {
                each.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            // One at a time, with pauses, for all twenty of them.
            assertThat(postgres.refused("waits")).isLessThan(20);
        } finally {
            clients.shutdownNow();
        }
    }

    /** The control: without patience the first connection fails. */
    @Test
    void control_withoutPatienceItFails() throws Exception {
        RotatedLogin secret = inTheGap("hasty");
        try (Secrets secrets = Secrets.from(secret).load(LOGIN)) {
            RotatingDataSource hasty =
                    RotatingDataSource.of(postgres::open, secrets.get(LOGIN)).patience(Duration.ZERO);
            assertThatThrownBy(hasty::getConnection)
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"));
        }
    }

    /** Whoever has asked for pending logins need not wait at all. */
    @Test
    void thePendingLoginIsTakenAtOnce() throws Exception {
        RotatedLogin secret = inTheGap("pending");
        try (Secrets secrets = Secrets.from(secret).load(LOGIN);
                Connection connection = RotatingDataSource.of(postgres::open, secrets.get(LOGIN))
                        .alsoPending()
                        .patience(Duration.ZERO)
                        .getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private static RotatedLogin inTheGap(String user) throws SQLException {
        postgres.user(user, "planted-password-0");
        RotatedLogin secret = new RotatedLogin(user, "planted-password-0");
        secret.create(user, "planted-password-1");
        postgres.password(user, "planted-password-1");
        return secret;
    }

    private static HikariDataSource pool(RotatingDataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(10);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
