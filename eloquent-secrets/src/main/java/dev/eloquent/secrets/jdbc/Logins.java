package dev.eloquent.secrets.jdbc;

import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretExpiredException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the logins there are, one after another. As long as the last one was taken, callers do not concern each other;
 * after a refusal one of them at a time tries, and the others wait for what it finds.
 */
final class Logins {
    private static final Logger LOG = LoggerFactory.getLogger(RotatingDataSource.class);
    private static final long FIRST_PAUSE = Duration.ofMillis(250).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toNanos();
    /** For the call that asks for the secret again. */
    private static final Duration ASKING = Duration.ofSeconds(5);

    private final Connector connector;
    private final Secret<DatabaseLogin> login;
    private final Duration patience;
    private final boolean pendingToo;
    /** Of those who try although the last login was refused. */
    private final Semaphore trial = new Semaphore(1, true);
    /** What the database has taken last, while another login is said to be the current one. */
    private volatile Optional<Taken> taken = Optional.empty();

    /** Rounds in a row in which no login was taken. */
    private final AtomicInteger refusedRounds = new AtomicInteger();

    Logins(Connector connector, Secret<DatabaseLogin> login, Duration patience, boolean pendingToo) {
        this.connector = connector;
        this.login = login;
        this.patience = patience;
        this.pendingToo = pendingToo;
    }

    Logins alsoPending() {
        return new Logins(connector, login, patience, true);
    }

    Logins patience(Duration value) {
        return new Logins(connector, login, value, pendingToo);
    }

    /** @param despite the version that was current and refused */
    private record Taken(DatabaseLogin login, String despite) {}

    /** What was tried in one round, and refused. */
    private static final class Round {
        private final List<DatabaseLogin> tried = new ArrayList<>();
        private final List<SQLException> refusals = new ArrayList<>();

        SQLException fault() {
            SQLException first = refusals.get(0);
            refusals.stream().skip(1).filter(other -> !other.equals(first)).forEach(first::addSuppressed);
            return first;
        }
    }

    Connection connect() throws SQLException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            if (refusedRounds.get() == 0) {
                Optional<Connection> connection = tried(likely(), new Round());
                if (connection.isPresent()) {
                    return connection.get();
                }
            }
            return connectAlone(end);
        } catch (SecretExpiredException expired) {
            throw new SQLException(expired.getMessage(), "28000", expired);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while the secret '" + login.name() + "' was asked for", e);
        }
    }

    private Connection connectAlone(long end) throws SQLException, InterruptedException {
        if (!trial.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            throw new SQLException(
                    "no login of secret '" + login.name() + "' was taken within " + patience
                            + "; another thread still tries",
                    "28000");
        }
        try {
            while (true) {
                Round round = new Round();
                Optional<Connection> connection = round(round);
                if (connection.isPresent()) {
                    if (refusedRounds.getAndSet(0) > 0) {
                        LOG.info("the database takes a login of secret '{}' again", login.name());
                    }
                    return connection.get();
                }
                if (refusedRounds.getAndIncrement() == 0) {
                    LOG.warn(
                            "the database takes no login of secret '{}'; it is tried again, by one at a time",
                            login.name());
                }
                long pause = pause(refusedRounds.get());
                if (System.nanoTime() + pause - end > 0) {
                    throw round.fault();
                }
                TimeUnit.NANOSECONDS.sleep(pause);
            }
        } finally {
            trial.release();
        }
    }

    /** The one that was taken last, until the secret has another version. */
    private DatabaseLogin likely() {
        Optional<Taken> last = taken;
        if (last.isPresent() && last.get().despite().equals(login.version())) {
            // It is to be the current one some day.
            login.refused(last.get().despite());
            return last.get().login();
        }
        return login.get();
    }

    private Optional<Connection> round(Round round) throws SQLException, InterruptedException {
        Optional<Connection> connection = tried(likely(), round);
        String version = login.version();
        if (connection.isEmpty()) {
            taken = Optional.empty();
            connection = tried(login.get(), round);
        }
        if (connection.isEmpty() && login.refused(version, ASKING)) {
            connection = tried(login.get(), round);
        }
        if (connection.isEmpty() && pendingToo) {
            connection = triedInstead(login.pending(), round);
        }
        return connection.isEmpty() ? triedInstead(login.previous(), round) : connection;
    }

    private Optional<Connection> triedInstead(Optional<DatabaseLogin> candidate, Round round) throws SQLException {
        if (candidate.isEmpty()) {
            return Optional.empty();
        }
        String version = login.version();
        Optional<Connection> connection = tried(candidate.get(), round);
        if (connection.isPresent()) {
            taken = Optional.of(new Taken(candidate.get(), version));
        }
        return connection;
    }

    private Optional<Connection> tried(DatabaseLogin candidate, Round round) throws SQLException {
        if (round.tried.contains(candidate)) {
            return Optional.empty();
        }
        round.tried.add(candidate);
        try {
            return Optional.of(
                    connector.open(candidate.username(), candidate.password().reveal()));
        } catch (SQLException fault) {
            if (!Refusals.isRefusal(fault)) {
                throw fault;
            }
            round.refusals.add(fault);
            return Optional.empty();
        }
    }

    private static long pause(int rounds) {
        long longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(rounds - 1, 10));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2);
    }
}
