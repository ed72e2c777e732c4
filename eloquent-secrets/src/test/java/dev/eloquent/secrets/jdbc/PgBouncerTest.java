package dev.eloquent.secrets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.secrets.RotatedLogin;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.testing.PasswordedPostgres;
import dev.eloquent.testing.PgBouncer;
import dev.eloquent.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind a PgBouncer a refused login looks different; it is tried with the next one all the same. */
@RequiresTool(value = "pgbouncer", debianPackage = "pgbouncer")
final class PgBouncerTest {
    private static final SecretSpec<DatabaseLogin> LOGIN = SecretSpec.json(RotatedLogin.NAME, DatabaseLogin.class);
    private static PasswordedPostgres postgres;
    private static PgBouncer bouncer;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        postgres = new PasswordedPostgres(folder);
        bouncer = PgBouncer.before(postgres.port());
    }

    @AfterAll
    static void stop() {
        bouncer.close();
        postgres.close();
    }

    @Test
    void aRotationGoesThroughIt() throws Exception {
        postgres.user("bounced", "planted-password-0");
        RotatedLogin secret = new RotatedLogin("bounced", "planted-password-0");
        try (Secrets secrets = Secrets.from(secret).load(LOGIN)) {
            RotatingDataSource rotating =
                    RotatingDataSource.of(bouncer.jdbcUrl(), secrets.get(LOGIN)).alsoPending();
            expectValid(rotating);
            secret.create("bounced", "planted-password-1");
            expectValid(rotating);
            postgres.password("bounced", "planted-password-1");
            expectValid(rotating);
            secret.finish();
            expectValid(rotating);
        }
    }

    /** The control: it does refuse the wrong password, and says so in a way of its own. */
    @Test
    void control_aWrongPasswordIsRefused() throws SQLException {
        postgres.user("wrong", "planted-password-0");
        assertThatThrownBy(() -> DriverManager.getConnection(bouncer.jdbcUrl(), "wrong", "planted-not-this"))
                .isInstanceOfSatisfying(SQLException.class, refused -> {
                    assertThat(refused.getSQLState()).isIn("08P01", "28P01");
                    assertThat(refused.getMessage()).contains("auth");
                    assertThat(Refusals.isRefusal(refused)).isTrue();
                });
    }

    private static void expectValid(RotatingDataSource rotating) throws SQLException {
        try (Connection connection = rotating.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }
}
