package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@RequiresTool(value = "node", debianPackage = "nodejs")
@RequiresTool(value = "npm", debianPackage = "npm")
final class PgVectorServerTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @Test
    void findsTheNearestVectors() throws Exception {
        try (PgVectorServer server = PgVectorServer.start()) {
            server.execute(
                    "create extension vector; create table t (n int, v vector(2));"
                            + " insert into t values (1, '[1,0]'), (2, '[0,1]'); create index on t using hnsw (v vector_l2_ops)");
            try (Connection connection = server.dataSource().getConnection();
                    ResultSet nearest = connection
                            .createStatement()
                            .executeQuery("select n from t order by v <-> '[0.1,0.9]' limit 1")) {
                assertThat(nearest.next()).isTrue();
                assertThat(nearest.getInt(1)).isEqualTo(2);
            }
        }
    }

    @Test
    void isGoneWhenItIsClosed() {
        PgVectorServer server = PgVectorServer.start();
        long before = nodesOf(ProcessHandle.current());
        server.close();
        server.close();
        assertThat(nodesOf(ProcessHandle.current())).isEqualTo(before - 1);
    }

    @Test
    void isGoneWhenWhoeverStartedItWasKilled() {
        try (ChildJvm child = ChildJvm.of(Starts.class).start()) {
            long pid = Long.parseLong(child.awaitLine("pid ", LIMIT).substring("pid ".length()));
            ProcessHandle node = ProcessHandle.of(pid).orElseThrow();
            ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly();
            Await.until("the end of node", Duration.ofSeconds(10), () -> hasEnded(node));
        }
    }

    private static long nodesOf(ProcessHandle parent) {
        return parent.children().filter(child -> !hasEnded(child)).count();
    }

    /** A process that waits to be reaped, in a container without an init for ever, lives but has no command. */
    private static boolean hasEnded(ProcessHandle process) {
        return !process.isAlive() || process.info().command().isEmpty();
    }

    static final class Starts {
        private Starts() {}

        public static void main(String[] args) throws InterruptedException {
            PgVectorServer.start();
            ProcessHandle node = ProcessHandle.current().children().findFirst().orElseThrow();
            System.out.println("pid " + node.pid());
            Thread.sleep(LIMIT.toMillis());
        }
    }
}
