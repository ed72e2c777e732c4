package dev.eloquent.secrets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fifty clients on a pool of ten while the password of a real PostgreSQL rotates twenty times. In each rotation
 * connections are evicted before the password is set, between that and its becoming current, and after, so that logins are
 * made in each.
 */
final class RotationUnderLoadTest {
    private static final SecretSpec<DatabaseLogin> LOGIN =
            SecretSpec.json(RotatedLogin.NAME, DatabaseLogin.class).keepsPrevious();

    private static final int ROTATIONS = 20;
    private static final int CLIENTS = 50;
    private static final int POOL = 10;
    /** In one rotation, at most. */
    private static final int REFUSED = 10;

    /** A connection that was just being opened is not evicted, and a login is missing then. */
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** For how long a client waits for a connection: HikariCP's default; and for a pool that is to fail. */
    private static final Duration USUAL = Duration.ofSeconds(30);

    private static final Duration SOON = Duration.ofSeconds(3);

    private static PasswordedPostgres postgres;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        postgres = new PasswordedPostgres(folder);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void aSingleUserRotatesWithoutAFailedRequest() throws Exception {
        postgres.user("single", "planted-password-0");
        RotatedLogin secret = new RotatedLogin("single", "planted-password-0");
        try (Load load = new Load(secret, true)) {
            for (int i = 1; i <= ROTATIONS; i++) {
                rotate(load, secret, "single", "planted-password-" + i);
            }
            assertThat(load.failures).isEmpty();
            assertThat(secret.calls()).isLessThan(ROTATIONS * 20);
            expectInTheServersLog(load, "single");
        }
    }

    @Test
    void alternatingUsersRotateWithoutAFailedRequest() throws Exception {
        postgres.user("user_a", "planted-password-0");
        postgres.user("user_b", "planted-none-yet");
        RotatedLogin secret = new RotatedLogin("user_a", "planted-password-0");
        try (Load load = new Load(secret, false)) {
            for (int i = 1; i <= ROTATIONS; i++) {
                rotate(load, secret, i % 2 == 0 ? "user_a" : "user_b", "planted-password-" + i);
            }
            assertThat(load.failures).isEmpty();
            expectInTheServersLog(load, "user_a", "user_b");
        }
    }

    /** One rotation, met by new logins before, in and after the gap. */
    private static void rotate(Load load, RotatedLogin secret, String user, String password) throws SQLException {
        int refused = load.refusals.get();
        secret.create(user, password);
        load.relogin();
        postgres.password(user, password);
        load.relogin();
        secret.finish();
        load.relogin();
        // Some to find out, not one for each login.
        assertThat(load.refusals.get() - refused).isLessThan(REFUSED);
    }

    /** The rotations were met by enough logins, and refused were only those that it takes to find out. */
    private static void expectInTheServersLog(Load load, String... users) {
        load.end();
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(Stream.of(users).mapToLong(postgres::accepted).sum()).isEqualTo(load.logins.get());
            assertThat(Stream.of(users).mapToLong(postgres::refused).sum()).isEqualTo(load.refusals.get());
        });
        // Ten in each of the three moments; on a slow machine connections are evicted twice, or three times.
        assertThat(load.logins.get()).isBetween(ROTATIONS * 3L * POOL, 3 * ROTATIONS * 3L * POOL);
        System.out.println(List.of(users) + ": " + load.logins + " logins, " + load.refusals + " refused");
    }

    /** The control of what is tried: the current login alone, once. */
    @Test
    void control_withoutPendingLoginAndPatienceASingleUserFailsInTheGap() throws Exception {
        postgres.user("alone", "planted-password-0");
        RotatedLogin secret = new RotatedLogin("alone", "planted-password-0");
        try (Load load = new Load(postgres::open, secret, rotating -> rotating.patience(Duration.ZERO), SOON)) {
            secret.create("alone", "planted-password-1");
            postgres.password("alone", "planted-password-1");
            load.awaitFailure();
        }
    }

    /** The control: credentials that are read once. */
    @Test
    void control_aPoolWithCredentialsOfItsOwnFails() throws Exception {
        postgres.user("fixed", "planted-password-0");
        try (Load load = new Load(
                (user, password) -> postgres.open("fixed", "planted-password-0"),
                new RotatedLogin("fixed", "planted-password-0"),
                rotating -> rotating,
                SOON)) {
            postgres.password("fixed", "planted-password-1");
            load.awaitFailure();
        }
    }

    /** Clients that ask all the time, on one pool. */
    private static final class Load implements AutoCloseable {
        private final Secrets secrets;
        private final HikariDataSource pool;
        private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        private final AtomicLong logins = new AtomicLong();
        private final AtomicInteger refusals = new AtomicInteger();
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private volatile boolean ended;

        Load(RotatedLogin secret, boolean pending) {
            this(postgres::open, secret, rotating -> pending ? rotating.alsoPending() : rotating, USUAL);
        }

        Load(Connector connector, RotatedLogin secret, UnaryOperator<RotatingDataSource> wiring, Duration borrowing) {
            secrets = Secrets.from(secret).load(LOGIN);
            RotatingDataSource rotating = RotatingDataSource.of(
                    (user, password) -> {
                        try {
                            Connection connection = connector.open(user, password);
                            logins.incrementAndGet();
                            return connection;
                        } catch (SQLException refused) {
                            refusals.incrementAndGet();
                            throw refused;
                        }
                    },
                    secrets.get(LOGIN));
            HikariConfig config = new HikariConfig();
            config.setDataSource(wiring.apply(rotating));
            config.setMaximumPoolSize(POOL);
            config.setConnectionTimeout(borrowing.toMillis());
            pool = new HikariDataSource(config);
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(this::ask);
            }
        }

        private void ask() {
            while (!ended) {
                try (Connection connection = pool.getConnection();
                        var statement = connection.createStatement()) {
                    statement.execute("SELECT pg_sleep(0.005)");
                } catch (SQLException failed) {
                    if (!ended) {
                        failures.add(failed.toString());
                    }
                }
            }
        }

        /** Has connections replaced, and waits for as many logins. */
        void relogin() {
            long wanted = logins.get() + POOL;
            AtomicLong evicted = new AtomicLong(System.nanoTime() - AGAIN.toNanos());
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
                if (System.nanoTime() - evicted.get() >= AGAIN.toNanos()) {
                    pool.getHikariPoolMXBean().softEvictConnections();
                    evicted.set(System.nanoTime());
                }
                return logins.get() >= wanted;
            });
        }

        /** Again and again, as one old connection would serve all clients. */
        void awaitFailure() {
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> {
                pool.getHikariPoolMXBean().softEvictConnections();
                return !failures.isEmpty();
            });
        }

        /** No login is made any more. */
        void end() {
            ended = true;
            clients.shutdown();
            await().atMost(LIMIT).until(clients::isTerminated);
            pool.close();
        }

        @Override
        public void close() {
            end();
            secrets.close();
        }
    }
}
