package dev.eloquent.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.testing.PgVectorServer;
import dev.eloquent.testing.RequiresTool;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real pgvector, whose schema each test makes its own. */
@RequiresTool(value = "node", debianPackage = "nodejs")
@RequiresTool(value = "npm", debianPackage = "npm")
final class PgVectorCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static PgVectorServer server;
    private static DataSource database;

    @BeforeAll
    static void start() {
        server = PgVectorServer.start();
        database = server.dataSource();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void makeSchema() throws SQLException {
        server.execute("create extension if not exists vector; drop schema if exists app cascade; create schema app;"
                + " create table app.passages (id int, embedding vector(3), half halfvec(3), free vector, text text)");
    }

    @Test
    void aColumnWithItsDimensionAndAnIndexIsHealthy() throws SQLException {
        server.execute("create index on app.passages using hnsw (embedding vector_cosine_ops)");
        CheckResult result = complete().check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(result.details()).containsEntry("table", "app.passages").containsEntry("column", "embedding");
    }

    @Test
    void theExtensionIsMissing() throws SQLException {
        server.execute("drop extension vector cascade");
        assertThat(reasonOf(complete())).isEqualTo(PgVectorCheck.VECTOR_EXTENSION_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.pages", "nowhere.passages", "passages", "app.\"Passages\"", "\"app.passages\""})
    void thereIsNoSuchTable(String table) {
        CheckResult result =
                PgVectorCheck.of(database, table, "embedding").dimension(3).check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(result.reason()).isEqualTo(PgVectorCheck.VECTOR_COLUMN_MISSING);
        assertThat(result.details()).containsEntry("type", "no such table or column");
    }

    @Test
    void thereIsNoSuchColumnOrItHoldsNoVectors() throws SQLException {
        assertThat(reasonOf(PgVectorCheck.of(database, "app.passages", "Embedding")))
                .isEqualTo(PgVectorCheck.VECTOR_COLUMN_MISSING);
        assertThat(PgVectorCheck.of(database, "app.passages", "text").check(TIMEOUT))
                .satisfies(result -> assertThat(result.details()).containsEntry("type", "text"))
                .hasToString("unhealthy (vector_column_missing)");
        server.execute("alter table app.passages drop column embedding");
        assertThat(reasonOf(complete())).isEqualTo(PgVectorCheck.VECTOR_COLUMN_MISSING);
    }

    @Test
    void namesArePlainParameters() throws SQLException {
        String drop = "app.passages'); drop table app.passages; --";
        assertThat(PgVectorCheck.of(database, drop, drop).check(TIMEOUT).status())
                .isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(reasonOf(PgVectorCheck.of(database, "app.passages", drop)))
                .isEqualTo(PgVectorCheck.VECTOR_COLUMN_MISSING);
        assertThat(reasonOf(PgVectorCheck.of(database, "app.passages", "embedding")))
                .isEqualTo(ReasonCode.OK);
        server.execute("create table app.\"Odd \"\" Name\" (\"Odd ' Column\" vector(3))");
        assertThat(reasonOf(PgVectorCheck.of(database, "app.\"Odd \"\" Name\"", "Odd ' Column")))
                .isEqualTo(ReasonCode.OK);
    }

    @Test
    void theDimensionIsAnother() {
        CheckResult result = PgVectorCheck.of(database, "app.passages", "embedding")
                .dimension(1536)
                .check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(result.reason()).isEqualTo(PgVectorCheck.WRONG_DIMENSION);
        assertThat(result.details()).containsEntry("expected", "1536").containsEntry("declared", "3");
        assertThat(PgVectorCheck.of(database, "app.passages", "free")
                        .dimension(3)
                        .check(TIMEOUT)
                        .details())
                .containsEntry("declared", "any");
        assertThat(reasonOf(PgVectorCheck.of(database, "app.passages", "free"))).isEqualTo(ReasonCode.OK);
        assertThat(reasonOf(PgVectorCheck.of(database, "app.passages", "half").dimension(3)))
                .isEqualTo(ReasonCode.OK);
    }

    @Test
    void anIndexOnAnotherColumnOrOfAnotherKindDoesNotServe() throws SQLException {
        server.execute("create index on app.passages using hnsw (half halfvec_cosine_ops);"
                + " create index on app.passages (embedding)");
        CheckResult result = complete().check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(result.reason()).isEqualTo(PgVectorCheck.VECTOR_INDEX_MISSING);
        assertThat(reasonOf(PgVectorCheck.of(database, "app.passages", "embedding")))
                .isEqualTo(ReasonCode.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ivfflat (embedding vector_l2_ops) with (lists = 1)",
                "hnsw ((embedding::halfvec(3)) halfvec_l2_ops)",
                "hnsw (embedding vector_l2_ops) where id > 7"
            })
    void eachKindOfIndexServes(String index) throws SQLException {
        server.execute("create index on app.passages using " + index);
        assertThat(reasonOf(complete())).isEqualTo(ReasonCode.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"indisvalid", "indisready"})
    void anIndexWhoseBuildHasFailedDoesNotServeUntilThereIsAnother(String flag) throws SQLException {
        server.execute("create index broken on app.passages using hnsw (embedding vector_l2_ops);"
                + " update pg_index set " + flag + " = false where indexrelid = 'app.broken'::regclass");
        CheckResult result = complete().check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(result.reason()).isEqualTo(PgVectorCheck.VECTOR_INDEX_INVALID);
        server.execute("create index on app.passages using hnsw (embedding vector_l2_ops)");
        assertThat(reasonOf(complete())).isEqualTo(ReasonCode.OK);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThat(PgVectorCheck.of(database, " ", "")
                        .dimension(0)
                        .faults(CheckSettings.defaults().onlyLocal()))
                .containsExactly(
                        "table must not be blank",
                        "column must not be blank",
                        "dimension must be from 1 to 16000, was 0",
                        "a database is not local to this process: drop onlyLocal(), and see GroupSettings.critical for"
                                + " what its failure may do");
    }

    private static PgVectorCheck complete() {
        return PgVectorCheck.of(database, "app.passages", "embedding")
                .dimension(3)
                .indexed();
    }

    private static ReasonCode reasonOf(PgVectorCheck check) {
        return check.check(TIMEOUT).reason();
    }
}
