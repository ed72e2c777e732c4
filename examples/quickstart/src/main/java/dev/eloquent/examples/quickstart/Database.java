package dev.eloquent.examples.quickstart;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.jdbc.DatabaseLogin;
import dev.eloquent.secrets.jdbc.RotatingDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The pool, and the real PostgreSQL that is embedded when none is configured. */
record Database(HikariDataSource pool, Optional<EmbeddedPostgres> embedded) implements AutoCloseable {
    static Database open(Optional<String> url, Secret<DatabaseLogin> login) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setPoolName("quickstart");
        config.setMaximumPoolSize(5);
        // The service starts, and tells of its health, whether or not the database is there.
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(2_000);
        Optional<EmbeddedPostgres> embedded = Optional.empty();
        String where;
        if (url.isPresent()) {
            where = url.get();
        } else {
            // Stopped by us, after the pool; a hook of its own would race with that.
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.builder().setRegisterShutdownHook(false).start();
            embedded = Optional.of(postgres);
            where = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
        }
        // With a single user the pending login is the only one that is taken while a rotation is under way.
        config.setDataSource(RotatingDataSource.of(where, login).alsoPending());
        return new Database(new HikariDataSource(config), embedded);
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
