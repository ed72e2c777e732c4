package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

final class PostgresClusterTest {
    @Test
    void replicatesAndSurvivesTheLossOfThePrimary() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.start()) {
            PostgresServer primary = cluster.primary();
            PostgresServer replica = cluster.replica();
            assertThat(primary.queryString("select pg_is_in_recovery()")).isEqualTo("f");
            assertThat(replica.queryString("select pg_is_in_recovery()")).isEqualTo("t");

            primary.execute("create table t (n int); insert into t values (1)");
            cluster.awaitReplicated();
            assertThat(replica.queryLong("select count(*) from t")).isEqualTo(1);
            assertThatThrownBy(() -> replica.execute("insert into t values (2)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));

            primary.kill();
            cluster.promoteReplica();
            replica.execute("insert into t values (2)");

            assertThat(replica.queryString("select pg_is_in_recovery()")).isEqualTo("f");
            PGSimpleDataSource anyPrimary = new PGSimpleDataSource();
            anyPrimary.setUrl("jdbc:postgresql://127.0.0.1:" + primary.port() + ",127.0.0.1:" + replica.port()
                    + "/postgres?targetServerType=primary&hostRecheckSeconds=0&user=" + replica.user());
            try (var connection = anyPrimary.getConnection()) {
                assertThat(connection.getMetaData().getURL()).contains(":" + replica.port() + "/");
            }
        }
    }

    @Test
    void catchesUpAfterARestartOfEither() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.start()) {
            cluster.replica().kill();
            cluster.primary().execute("create table t as select * from generate_series(1, 1000) n");
            cluster.replica().restart();
            cluster.awaitReplicated();
            assertThat(cluster.replica().queryLong("select count(*) from t")).isEqualTo(1000);

            cluster.primary().restart();
            cluster.primary().execute("delete from t where n > 10");
            cluster.awaitReplicated();
            assertThat(cluster.replica().queryLong("select count(*) from t")).isEqualTo(10);
        }
    }
}
