package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool(value = "pgbouncer", debianPackage = "pgbouncer")
final class PgBouncerTest {
    @Test
    void asksForThePasswordsThatTheDatabaseHas(@TempDir Path folder) throws SQLException, IOException {
        try (PasswordedPostgres postgres = new PasswordedPostgres(folder);
                PgBouncer bouncer = PgBouncer.before(postgres.port())) {
            postgres.user("someone", "one");
            try (Connection connection = DriverManager.getConnection(bouncer.jdbcUrl(), "someone", "one")) {
                assertThat(connection.isValid(1)).isTrue();
            }
            assertThatThrownBy(() -> DriverManager.getConnection(bouncer.jdbcUrl(), "someone", "other"))
                    .isInstanceOf(SQLException.class);
        }
    }
}
