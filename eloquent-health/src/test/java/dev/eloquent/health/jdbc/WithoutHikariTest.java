package dev.eloquent.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.health.HealthCheck;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** HikariCP is understood where it is there, and not missed where it is not. */
final class WithoutHikariTest {
    @Test
    void theCheckWorksWhereHikariIsNot() throws Exception {
        URL classes = JdbcCheck.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader withoutHikari =
                new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> withoutHikari.loadClass("com.zaxxer.hikari.HikariDataSource"))
                    .isInstanceOf(ClassNotFoundException.class);
            PGSimpleDataSource nowhere = new PGSimpleDataSource();
            nowhere.setPortNumbers(new int[] {1});
            Class<?> check = withoutHikari.loadClass(JdbcCheck.class.getName());
            Object made = check.getMethod("of", DataSource.class).invoke(null, nowhere);
            Object result = check.getMethod("check", Duration.class).invoke(made, Duration.ofSeconds(1));
            assertThat(result).hasToString("unhealthy (connection_failed)");
            assertThat(made).isNotInstanceOf(HealthCheck.class); // another loader's: the isolation is real
        }
    }
}
