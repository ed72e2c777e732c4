package dev.eloquent.benchmarks.quotastores;

import dev.eloquent.testing.PostgresServer;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Prints what a decision leaves in PostgreSQL: bytes of the write-ahead log, and rows that are dead after all of them. Its
 * rows were there before and were vacuumed; there is no autovacuum meanwhile, and no checkpoint, so no page is logged as a
 * whole because of one. Sixteen threads ask.
 */
public final class StoreCost {
    private static final List<String> LIMITERS = List.of(
            "eloquentSmoothCalls",
            "eloquentSmoothLeases",
            "eloquentExactLeases",
            "bucket4jPostgresqlSelectForUpdate",
            "bucket4jPostgresqlAdvisoryLock");
    private static final Map<String, String> SETTINGS =
            Map.of("autovacuum", "off", "checkpoint_timeout", "1h", "max_wal_size", "4GB");
    private static final int THREADS = 16;
    private static final int DECISIONS = 20_000;
    private static final int KEYS = 10_000;
    /** What a connection has counted is there for others when it is gone; 20 s at most. */
    private static final String AWAIT_COUNTS = """
            do $$ begin
                for i in 1 .. 2000 loop
                    perform pg_stat_clear_snapshot();
                    exit when (select count(*) from pg_stat_activity where backend_type = 'client backend') = 1;
                    perform pg_sleep(0.01);
                end loop;
            end $$""";

    private StoreCost() {}

    /** For each decision. */
    record Cost(double walBytes, double deadRows) {}

    /** Prints the table; takes some minutes. */
    public static void main(String[] none) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("| limiter | keys | bytes of the log | dead rows |\n|---|---:|---:|---:|");
        for (int keys : new int[] {KEYS, 1}) {
            for (String limiter : LIMITERS) {
                Cost cost = measure(limiter, keys, DECISIONS);
                out.println(String.format(
                        Locale.ROOT, "| %s | %,d | %,.0f | %.2f |", limiter, keys, cost.walBytes, cost.deadRows));
            }
        }
    }

    static Cost measure(String limiter, int number, int decisions) throws Exception {
        try (Database database = Database.start("on", SETTINGS)) {
            PostgresServer server = database.server();
            Keys keys = Keys.of(number);
            long before;
            try (Limiter asked = database.limiter(limiter, keys)) {
                server.execute("vacuum");
                before = written(server);
                ask(asked, keys, decisions);
            }
            server.execute(AWAIT_COUNTS);
            return new Cost((double) (written(server) - before) / decisions, (double) dead(server) / decisions);
        }
    }

    private static void ask(Limiter asked, Keys keys, int decisions) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> asking = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                asking.add(threads.submit(() -> {
                    for (int i = 0; i < decisions / THREADS; i++) {
                        Keys.require(asked, keys.any());
                    }
                }));
            }
            for (Future<?> each : asking) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static long written(PostgresServer server) throws SQLException {
        return server.queryLong("select (pg_current_wal_insert_lsn() - '0/0')::bigint");
    }

    private static long dead(PostgresServer server) throws SQLException {
        return server.queryLong("select sum(n_dead_tup)::bigint from pg_stat_user_tables");
    }
}
