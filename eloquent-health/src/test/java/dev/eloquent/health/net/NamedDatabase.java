package dev.eloquent.health.net;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.jdbc.JdbcCheck;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A service, in a JVM of its own, that knows its database by the name {@code db.test}. The first argument is the
 * database's port, the others are the settings of the guide that are made. It writes a line for each transition, and for
 * each lookup that failed without the help of the cache.
 */
final class NamedDatabase {
    private NamedDatabase() {}

    public static void main(String[] args) throws InterruptedException {
        Set<String> options = Set.of(args);
        if (options.contains("ttl")) {
            Security.setProperty("networkaddress.cache.ttl", "2");
        }
        if (options.contains("negative-ttl")) {
            Security.setProperty("networkaddress.cache.negative.ttl", "1");
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://db.test:" + args[0] + "/postgres");
        config.setUsername("postgres");
        config.setPassword("postgres");
        config.setMaximumPoolSize(3);
        config.setConnectionTimeout(500);
        try (HikariDataSource pool = new HikariDataSource(config);
                HealthChecks health = HealthChecks.of("named-database", "1")
                        .degrades(
                                "database",
                                JdbcCheck.of(pool).writer(),
                                settings ->
                                        settings.interval(Duration.ofSeconds(1)).timeout(Duration.ofMillis(900)))
                        .informs("dns", DnsCacheCheck.create())
                        .onTransition(to ->
                                System.out.println(to.name() + ": " + to.to().wireName() + " (" + to.reason() + ")"))
                        .start()) {
            while (!health.groups().isEmpty()) {
                lookUp();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static void lookUp() {
        try {
            InetAddress.getAllByName("db.test");
        } catch (UnknownHostException e) {
            // The cache's own exceptions have nothing but the name.
            if (e.getMessage().contains("hosts file")) {
                System.out.println("not found");
            }
        }
    }
}
