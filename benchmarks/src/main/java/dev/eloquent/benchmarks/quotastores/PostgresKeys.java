package dev.eloquent.benchmarks.quotastores;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How many decisions a second come through PostgreSQL, if one thread asks for ten thousand clients? */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by @Setup
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
public class PostgresKeys {
    /** Who asks, and how. */
    @Param({
        "eloquentSmoothCalls",
        "eloquentSmoothLeases",
        "eloquentExactLeases",
        "bucket4jPostgresqlSelectForUpdate",
        "bucket4jPostgresqlSelectForUpdateTen",
        "bucket4jPostgresqlAdvisoryLock",
        "bucket4jPostgresqlAdvisoryLockTen"
    })
    public String limiter;

    /** Whether a commit waits for the disk: on, as in production, or off, where the disk is none to measure on. */
    @Param("on")
    public String fsync;

    private Database database;
    private Limiter asked;
    private Keys keys;

    int keys() {
        return 10_000;
    }

    /** Starts PostgreSQL, and has each client ask once. */
    @Setup
    public void start() throws SQLException {
        database = Database.start(fsync, Map.of());
        keys = Keys.of(keys());
        asked = database.limiter(limiter, keys);
    }

    /** Fails if some decisions were made without PostgreSQL. */
    @TearDown
    public void stop() {
        try {
            asked.close();
        } finally {
            database.close();
        }
    }

    @Benchmark
    public boolean decide() {
        return Keys.require(asked, keys.any());
    }
}
