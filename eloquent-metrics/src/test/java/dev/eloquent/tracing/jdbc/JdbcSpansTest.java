package dev.eloquent.tracing.jdbc;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.metrics.http.HttpRoutes;
import dev.eloquent.metrics.http.HttpServerTelemetry;
import dev.eloquent.testing.PasswordedPostgres;
import dev.eloquent.tracing.CollectedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** OpenTelemetry's own library around a pool, in a request of ours, on a real PostgreSQL that asks for a password. */
final class JdbcSpansTest {
    private static final String PASSWORD = "planted-password";

    private static final String STABLE = "otel.semconv-stability.opt-in";

    private static PasswordedPostgres postgres;

    private final CollectedSpans spans = new CollectedSpans();
    private final OpenTelemetry openTelemetry = spans.openTelemetry(W3CTraceContextPropagator.getInstance());
    private HikariDataSource pool;
    private DataSource database;
    private HttpServer server;

    @BeforeAll
    static void startPostgres(@TempDir Path folder) throws IOException, SQLException {
        System.setProperty(STABLE, "database"); // the library looks once
        postgres = new PasswordedPostgres(folder);
        postgres.user("shop", PASSWORD);
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
        System.clearProperty(STABLE);
    }

    @BeforeEach
    void start() throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl() + "?user=shop&password=" + PASSWORD); // where it should not stand
        config.setMaximumPoolSize(2);
        pool = new HikariDataSource(config);
        database = JdbcTelemetry.create(openTelemetry).wrap(pool);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle)
                .getFilters()
                .add(HttpServerTelemetry.spans(openTelemetry, HttpRoutes.of("/orders/{id}", "/broken")));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        pool.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                query(exchange.getRequestURI().getPath().equals("/broken"));
                exchange.sendResponseHeaders(204, -1);
            } catch (SQLException e) {
                exchange.sendResponseHeaders(500, -1);
            }
        }
    }

    private void query(boolean broken) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement prepared = connection.prepareStatement("SELECT ?::text, 'as written'");
                Statement plain = connection.createStatement()) {
            prepared.setString(1, "planted-parameter");
            try (ResultSet rows = prepared.executeQuery()) {
                assertThat(rows.next()).isTrue();
            }
            plain.execute(broken ? "SELECT 'planted-literal'::integer" : "SELECT 'planted-literal', 4711");
        }
    }

    private void ask(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
        spans.first(SpanKind.SERVER);
    }

    @Test
    void aStatementIsAChildOfTheRequestAndHasNoValueInIt() throws Exception {
        ask("/orders/7");
        SpanData request = spans.first(SpanKind.SERVER);
        List<SpanData> statements = spans.all().stream()
                .filter(span -> span.getKind() == SpanKind.CLIENT)
                .toList();
        assertThat(request.getName()).isEqualTo("GET /orders/{id}");
        assertThat(statements)
                .hasSize(2)
                .allSatisfy(statement -> assertThat(statement.getTraceId()).isEqualTo(request.getTraceId()))
                .allSatisfy(statement -> assertThat(statement.getParentSpanId()).isEqualTo(request.getSpanId()));
        assertThat(statements.get(1).getAttributes().asMap())
                .containsEntry(stringKey("db.system.name"), "postgresql")
                .containsEntry(stringKey("db.query.text"), "SELECT ?, ?")
                .containsEntry(stringKey("server.address"), "127.0.0.1");
        assertThat(spans.all().toString()).doesNotContain("planted");
        // What was prepared is recorded as it is written, as the stable conventions say: the guide says so, too.
        assertThat(statements.get(0).getAttributes().get(stringKey("db.query.text")))
                .isEqualTo("SELECT ?::text, 'as written'");
    }

    @Test
    void aStatementThatFailsIsAnErrorWhoseMessageIsTheDatabasesOwn() throws Exception {
        ask("/broken");
        SpanData broken = spans.all().stream()
                .filter(span -> span.getKind() == SpanKind.CLIENT)
                .filter(span -> span.getStatus().getStatusCode() == StatusCode.ERROR)
                .findFirst()
                .orElseThrow();
        assertThat(broken.getParentSpanId())
                .isEqualTo(spans.first(SpanKind.SERVER).getSpanId());
        assertThat(broken.getAttributes().asMap())
                .containsEntry(stringKey("error.type"), "org.postgresql.util.PSQLException")
                .containsEntry(stringKey("db.query.text"), "SELECT ?::integer");
        // PostgreSQL tells the value in its message, and the message is an event of the span: the guide says so.
        assertThat(broken.getEvents().toString()).contains("planted-literal").doesNotContain(PASSWORD);
    }

    /** Control: told not to, it records what stands in the statement. */
    @Test
    void control_withoutSanitisingTheValuesAreThere() throws Exception {
        database = JdbcTelemetry.builder(openTelemetry)
                .setQuerySanitizationEnabled(false)
                .build()
                .wrap(pool);
        ask("/orders/7");
        assertThat(spans.all().toString()).contains("planted-literal").doesNotContain(PASSWORD);
    }

    /** Control: around a pool that is not wrapped there is the request alone. */
    @Test
    void control_withoutTheWrapperThereIsTheRequestAlone() throws Exception {
        database = pool;
        ask("/orders/7");
        assertThat(spans.all()).hasSize(1);
    }

    @Test
    void thePoolsHealthIsSeenThroughTheWrapper() throws Exception {
        assertThat(database.unwrap(HikariDataSource.class)).isSameAs(pool);
        Connection connection = database.getConnection();
        try (Connection superuser = postgres.open("postgres", "");
                Statement kill = superuser.createStatement()) {
            assertThat(connection.isValid(5)).isTrue();
            int backend = connection.unwrap(PGConnection.class).getBackendPID();
            kill.execute("SELECT pg_terminate_backend(" + backend + ", 5000)");
            assertThat(connection.isValid(5)).isFalse();
        }
        assertThat(spans.all()).as("a probe is no span").isEmpty();
        pool.close();
        assertThatThrownBy(database::getConnection).isInstanceOf(SQLException.class);
    }
}
