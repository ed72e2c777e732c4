package dev.eloquent.ratelimit.postgres;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Removes counters that are as if never used: in the order of ids, from where it stopped, and from the start again. It
 * looks at twice as many as decisions were asked for, so that it sees counters faster than they can become more.
 */
final class Sweeper {
    /** Counters that one statement looks at: some milliseconds. */
    private static final int STEP = 1_000;

    private static final int MOST_STEPS = 20;

    private final Connections connections;
    private final Statements statements;
    private final AtomicLong decisions = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile String last = "";

    Sweeper(Connections connections, Statements statements) {
        this.connections = connections;
        this.statements = statements;
    }

    /** Counts a decision. */
    void count() {
        decisions.incrementAndGet();
    }

    /** Ends early where the counters end. */
    void sweep() throws SQLException {
        long asked = decisions.get();
        long steps = Math.min(MOST_STEPS, 1 + 2 * (asked - answered.getAndSet(asked)) / STEP);
        do {
            last = step(last);
        } while (--steps > 0 && !last.isEmpty());
    }

    private String step(String after) throws SQLException {
        return connections.run(statements.sweep(), statement -> {
            statement.setString(1, after);
            statement.setInt(2, STEP);
            statements.setClock(statement, 3);
            return Connections.onlyText(statement);
        });
    }
}
