package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PostgresServerTest {
    @Test
    void keepsItsPortAndItsCommitsAcrossACrash() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            int port = server.port();
            server.execute("create table t (n int); insert into t values (1)");
            server.execute("insert into t values (2)");

            server.kill();
            server.restart();

            assertThat(server.port()).isEqualTo(port);
            assertThat(server.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
            assertThat(server.queryLong("select count(*) from t")).isEqualTo(2);
        }
    }

    @Test
    void breaksConnectionsAndRefusesNewOnesWhenKilled() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                Connection connection = server.dataSource().getConnection()) {
            server.kill();

            assertThat(connection.isValid(5)).isFalse();
            assertThatThrownBy(() -> server.dataSource().getConnection())
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
        }
    }

    @Test
    void stopsAndRestartsInOrder() throws Exception {
        try (PostgresServer server = PostgresServer.start(Map.of("max_connections", "7"))) {
            server.execute("create table t (n int)");
            server.stop();
            server.stop();
            assertThatThrownBy(() -> server.queryLong("select 1")).isInstanceOf(SQLException.class);

            server.restart();
            assertThat(server.queryLong("select count(*) from t")).isZero();
            assertThat(server.queryString("show max_connections")).isEqualTo("7");
        }
    }

    @Test
    void restartsWhileItRuns() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String before = server.queryString("select pg_postmaster_start_time()");
            server.restart();
            assertThat(server.queryString("select pg_postmaster_start_time()")).isNotEqualTo(before);
        }
    }

    @Test
    void leavesNeitherProcessesNorFilesWhenClosed() {
        PostgresServer server = PostgresServer.start();
        Path data = server.data().path();
        long processes = postgresProcesses(data);

        server.close();
        server.close();

        assertThat(processes).isPositive();
        assertThat(postgresProcesses(data)).isZero();
        assertThat(data).doesNotExist();
        assertThatThrownBy(server::restart)
                .hasMessage("the server on port " + server.port() + " is closed and its data are removed;"
                        + " use kill() or stop() before restart()");
    }

    @Test
    void leavesNothingWhenClosedAfterACrash() {
        PostgresServer server = PostgresServer.start();
        Path data = server.data().path();

        server.kill();
        assertThat(postgresProcesses(data)).isZero();
        server.close();

        assertThat(data).doesNotExist();
    }

    @Test
    void asksForExactlyOneValue() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            assertThatThrownBy(() -> server.queryString("select null")).hasMessageStartingWith("expected a value");
            assertThatThrownBy(() -> server.queryLong("select 1 where false"))
                    .hasMessageStartingWith("expected one row, got none");
            assertThatThrownBy(() -> server.queryLong("values (1), (2)"))
                    .hasMessageStartingWith("expected one row, got several");
        }
    }

    @Test
    void leavesNoDataWhenItDoesNotStart() throws Exception {
        DataDirectory data = DataDirectory.create();
        data.append("stray", "initdb refuses a directory that is not empty");
        assertThatThrownBy(() -> PostgresServer.over(data, Map.of())).isInstanceOf(IllegalStateException.class);
        assertThat(data.path()).doesNotExist();
    }

    private static long postgresProcesses(Path data) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(data.toString()))
                .count();
    }
}
