package dev.eloquent.ratelimit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Four processes of eight threads each that want one key as often as they can. */
final class SharedByProcessesTest {
    private static final int TASKS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static PostgresServer server;

    @BeforeAll
    static void start() throws SQLException {
        server = PostgresServer.start();
        server.execute(PostgresQuotaStore.migration());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A permit that was had between two moments. */
    private record Pass(long before, long after) {}

    private static List<Pass> run(String where, String algorithm) {
        List<ChildJvm> tasks = new ArrayList<>();
        try {
            for (int i = 0; i < TASKS; i++) {
                tasks.add(ChildJvm.of(QuotaTask.class)
                        .args(where, algorithm, server.jdbcUrl(), server.user(), server.password())
                        .start());
            }
            List<Pass> passes = new ArrayList<>();
            for (ChildJvm task : tasks) {
                assertThat(task.awaitLine("fallbacks ", LIMIT)).isEqualTo("fallbacks 0");
                for (String line : task.stdout()) {
                    if (line.startsWith("pass ")) {
                        String[] words = line.split(" ", -1);
                        passes.add(new Pass(Long.parseLong(words[1]), Long.parseLong(words[2])));
                    }
                }
            }
            passes.sort(Comparator.comparingLong(Pass::before));
            return passes;
        } finally {
            tasks.forEach(ChildJvm::close);
        }
    }

    /** Of permits that lie within a window as a whole, whenever in between they were had. */
    private static int mostSurelyInAnyWindow(List<Pass> passes) {
        long window = QuotaTask.WINDOW.toNanos() / 1_000;
        int most = 0;
        for (int begin = 0; begin < passes.size(); begin++) {
            int within = 0;
            long end = passes.get(begin).before() + window;
            for (int i = begin; i < passes.size() && passes.get(i).before() < end; i++) {
                within += passes.get(i).after() < end ? 1 : 0;
            }
            most = Math.max(most, within);
        }
        return most;
    }

    @Test
    void togetherTheyHaveTheExactQuotaAtMost() {
        List<Pass> passes = run("shared", "exact");
        assertThat(mostSurelyInAnyWindow(passes)).isBetween(QuotaTask.QUOTA / 2, QuotaTask.QUOTA);
    }

    @Test
    void togetherTheyHaveTheSmoothBoundAtMost() {
        List<Pass> passes = run("shared", "smooth");
        // The burst, the quota, and what comes back in the time of a lease, a tenth of the window.
        assertThat(mostSurelyInAnyWindow(passes))
                .isBetween(QuotaTask.QUOTA / 2, 50 + QuotaTask.QUOTA + QuotaTask.QUOTA / 10);
    }

    @Test
    void control_eachForItselfHasAQuotaOfItsOwn() {
        assertThat(mostSurelyInAnyWindow(run("local", "exact"))).isGreaterThan(3 * QuotaTask.QUOTA);
    }
}
