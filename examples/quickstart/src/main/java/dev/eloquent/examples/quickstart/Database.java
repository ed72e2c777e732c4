package dev.eloquent.examples.quickstart;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The pool, and the real PostgreSQL that is embedded when none is configured. */
record Database(HikariDataSource pool, Optional<EmbeddedPostgres> embedded) implements AutoCloseable {
    static Database open(Settings settings) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setPoolName("quickstart");
        config.setMaximumPoolSize(5);
        // The service starts, and tells of its health, whether or not the database is there.
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(2_000);
        Optional<EmbeddedPostgres> embedded = Optional.empty();
        if (settings.login().isPresent()) {
            Settings.Login login = settings.login().get();
            config.setJdbcUrl(login.url());
            config.setUsername(login.user());
            config.setPassword(login.password());
        } else {
            // Stopped by us, after the pool; a hook of its own would race with that.
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.builder().setRegisterShutdownHook(false).start();
            embedded = Optional.of(postgres);
            config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
            config.setUsername("postgres");
        }
        return new Database(pool(config), embedded);
    }

    private static HikariDataSource pool(HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new StartFault("DATABASE_URL is not one that PostgreSQL's driver understands; it should look like"
                    + " jdbc:postgresql://db.internal:5432/app");
        }
    }

    @Override
    public void close() {
        pool.close();
        embedded.ifPresent(Database::stop);
    }

    private static void stop(EmbeddedPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL did not stop", e);
        }
    }
}
