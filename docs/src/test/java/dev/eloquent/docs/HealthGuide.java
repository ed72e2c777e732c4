package dev.eloquent.docs;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthChecksBuilder;
import dev.eloquent.health.HealthReport;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.Prober;
import dev.eloquent.health.http.HealthEndpoint;
import dev.eloquent.health.http.HealthFormat;
import dev.eloquent.health.jdbc.JdbcCheck;
import dev.eloquent.health.jdbc.PgVectorCheck;
import dev.eloquent.health.net.CertificateCheck;
import dev.eloquent.health.net.DnsCacheCheck;
import dev.eloquent.health.net.HttpCheck;
import dev.eloquent.health.net.TcpCheck;
import dev.eloquent.health.pinecone.PineconeCheck;
import dev.eloquent.health.process.DeadlockCheck;
import dev.eloquent.health.process.DiskSpaceCheck;
import dev.eloquent.health.process.ExecutorCheck;
import dev.eloquent.health.process.HeapCheck;
import dev.eloquent.health.process.ThreadPoolCheck;
import java.net.URI;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The code that docs/health.md quotes: it compiles, or the guide is wrong. */
final class HealthGuide {
    interface Model {
        boolean answersWithin(Duration timeout);

        String endpoint();
    }

    // spotless:off
    HealthChecks start(DataSource pool, String indexHost, Supplier<String> apiKey, HttpServer server) {
        HealthChecks health = HealthChecks.of("rag-service", "1.0.0")
                .degrades("database", JdbcCheck.of(pool).writer())
                .degrades("vector_db", PineconeCheck.of(indexHost, apiKey).dimension(1536))
                .start();
        server.createContext("/health", HealthEndpoint.of(health));
        return health;
    }

    void formats(HealthChecks health, HttpServer server) {
        server.createContext("/health", HealthEndpoint.of(health));
        server.createContext("/actuator/health", HealthEndpoint.of(health).format(HealthFormat.ACTUATOR));
    }

    void page(HealthChecks health, HttpServer server) {
        server.createContext("/status", HealthEndpoint.of(health).format(HealthFormat.STATUS_PAGE));
    }

    HealthChecksBuilder deepAtStartup(HealthChecksBuilder checks) {
        return checks
                .readiness(ready -> ready.deepAtStartup()
                        .probedBy(Prober.alb().interval(Duration.ofSeconds(5)).gracePeriod(Duration.ofMinutes(1))))
                ;
    }

    HealthChecksBuilder ownChecks(HealthChecksBuilder checks, BlockingQueue<?> queue, Model model) {
        return checks
                .critical("queue", HealthCheck.holds("queue_full", () -> queue.remainingCapacity() > 0), CheckSettings::onlyLocal)
                .degrades("model", timeout -> model.answersWithin(timeout)
                        ? CheckResult.healthy()
                        : CheckResult.degraded("slow").with("endpoint", model.endpoint()))
                ;
    }

    HealthStatus now(HealthChecks health) throws InterruptedException {
        HealthReport report = health.refresh(Duration.ofSeconds(5));
        return report.status();
    }

    HealthChecksBuilder vectors(HealthChecksBuilder checks, DataSource pool) {
        return checks
                .degrades("passages", PgVectorCheck.of(pool, "app.passages", "embedding").dimension(1536).indexed())
                ;
    }

    void firstInMain() {
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
    }

    HealthChecksBuilder process(HealthChecksBuilder checks, ThreadPoolExecutor requests) {
        return checks
                .critical("deadlock", DeadlockCheck.create())
                .degrades("disk", DiskSpaceCheck.of(Path.of("/tmp")))
                .degrades("heap", HeapCheck.create())
                .degrades("requests", ThreadPoolCheck.of(requests))
                .degrades("parallel", ExecutorCheck.of(ForkJoinPool.commonPool()))
                .degrades("dns", DnsCacheCheck.create())
                ;
    }

    HealthChecksBuilder vectorDatabase(HealthChecksBuilder checks, String indexHost, Supplier<String> apiKey) {
        return checks
                .degrades("vector_db", PineconeCheck.of(indexHost, apiKey).dimension(1536).capacity(100_000).tasks(10))
                ;
    }

    HealthChecksBuilder overTheNetwork(HealthChecksBuilder checks) {
        return checks
                .degrades("billing", HttpCheck.get(URI.create("https://billing.internal/ping")).maxLatency(Duration.ofSeconds(1)))
                .degrades("cache", TcpCheck.connectTo("cache.internal", 6379))
                .informs("certificate", CertificateCheck.of("api.example.com", 443).degradedBefore(Duration.ofDays(21)))
                ;
    }

    HttpHandler details(HealthChecks health) {
        return
                HealthEndpoint.of(health).showDetailsIf(exchange -> exchange.getRemoteAddress().getAddress().isLoopbackAddress())
                ;
    }
    // spotless:on
}
