package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresTool(value = "pgbouncer", debianPackage = "pgbouncer")
final class PgBouncerTest {
    @Test
    void asksForThePasswordsThatTheDatabaseHas(@TempDir Path folder) throws SQLException, IOException {
        Path rules = Files.writeString(folder.resolve("pg_hba.conf"), """
                host all postgres 127.0.0.1/32 trust
                host all all 127.0.0.1/32 scram-sha-256
                """);
        try (PostgresServer postgres = PostgresServer.start(Map.of("hba_file", rules.toString()));
                PgBouncer bouncer = PgBouncer.before(postgres.port())) {
            postgres.execute("CREATE ROLE someone LOGIN PASSWORD 'one'");
            try (Connection connection = DriverManager.getConnection(bouncer.jdbcUrl(), "someone", "one")) {
                assertThat(connection.isValid(1)).isTrue();
            }
            assertThatThrownBy(() -> DriverManager.getConnection(bouncer.jdbcUrl(), "someone", "other"))
                    .isInstanceOf(SQLException.class);
        }
    }
}
