package dev.eloquent.examples.rag;

import ch.qos.logback.classic.LoggerContext;
import dev.eloquent.examples.rag.ask.AskEndpoint;
import dev.eloquent.examples.rag.ask.Asking;
import dev.eloquent.examples.rag.auth.Tokens;
import dev.eloquent.examples.rag.conversations.ConversationEndpoints;
import dev.eloquent.examples.rag.conversations.ConversationStore;
import dev.eloquent.examples.rag.database.Database;
import dev.eloquent.examples.rag.limits.RequestLimit;
import dev.eloquent.examples.rag.passages.Embedder;
import dev.eloquent.examples.rag.passages.Library;
import dev.eloquent.examples.rag.pinecone.PineconeIndex;
import dev.eloquent.examples.rag.remote.ApiAddress;
import dev.eloquent.examples.rag.secrets.RagSecrets;
import dev.eloquent.examples.rag.settings.Settings;
import dev.eloquent.examples.rag.settings.StartFault;
import dev.eloquent.examples.rag.telemetry.ServiceTelemetry;
import dev.eloquent.examples.rag.web.Admission;
import dev.eloquent.examples.rag.web.WebServer;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthChecksBuilder;
import dev.eloquent.health.Prober;
import dev.eloquent.health.http.HealthFormat;
import dev.eloquent.health.jdbc.JdbcCheck;
import dev.eloquent.health.net.DnsCacheCheck;
import dev.eloquent.health.pinecone.PineconeCheck;
import dev.eloquent.metrics.Telemetry;
import dev.eloquent.metrics.TelemetryConfigurationException;
import dev.eloquent.metrics.health.HealthMeters;
import dev.eloquent.metrics.pool.PoolMeters;
import dev.eloquent.secrets.SecretsConfigurationException;
import dev.eloquent.secrets.SecretsUnavailableException;
import dev.eloquent.servlet.health.HealthServlet;
import dev.eloquent.servlet.shutdown.DrainFilter;
import dev.eloquent.servlet.telemetry.TelemetryFilter;
import dev.eloquent.shutdown.Phase;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownConfigurationException;
import dev.eloquent.shutdown.ShutdownSettings;
import dev.eloquent.shutdown.Work;
import dev.eloquent.tracing.LogContext;
import io.javalin.http.HandlerType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers questions about the documents that it ships, until it is stopped. */
public final class RagService {
    private static final Logger LOG = LoggerFactory.getLogger(RagService.class);
    private static final String VERSION = "1.0.0";

    private RagService() {}

    public static void main(String[] args) throws InterruptedException {
        // Before the first look-up, after which the JDK reads them no more: it keeps addresses for 30 s, which is too
        // long for an endpoint that moves, as Aurora's does in a failover.
        Security.setProperty("networkaddress.cache.ttl", "2");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
        // Before the first span: from here on the log has the ids of the trace that a line belongs to.
        LogContext.install();
        try {
            Settings settings = Settings.of(List.of(args), System.getenv());
            // Before anything is opened, so that a signal during the start is covered.
            run(settings, Shutdown.onSignal(ShutdownSettings.fromEnvironment().healthPaths("/health", "/status")));
        } catch (StartFault
                | ShutdownConfigurationException
                | TelemetryConfigurationException
                | SecretsConfigurationException
                | SecretsUnavailableException fault) {
            System.err.println("rag-service: " + fault.getMessage());
            System.exit(2);
        } catch (RuntimeException bug) {
            LOG.error("cannot start", bug);
            System.exit(1);
        }
    }

    private static void run(Settings settings, Shutdown shutdown) throws InterruptedException {
        LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        shutdown.step(Phase.LOGS, "logback", deadline -> logs.stop());
        // A signal that comes now waits for this, so that what is just being opened is closed as well.
        try (Work starting = shutdown.inFlight().begin("start")) {
            if (!starting.refused()) {
                listen(settings, shutdown);
            }
        }
    }

    private static void listen(Settings settings, Shutdown shutdown) throws InterruptedException {
        try {
            int port = start(settings, shutdown).port();
            goOn(shutdown);
            System.out.println("listening on http://127.0.0.1:" + port);
        } catch (RuntimeException fault) {
            if (!shutdown.draining()) {
                throw fault;
            }
            // Whatever it was, the service is going to end as it should; the exit code is the signal's.
            LOG.info("the start was given up: {}", String.valueOf(fault.getMessage()));
        }
    }

    /** What has been opened so far is closed, or will be as soon as the start has ended. */
    private static void goOn(Shutdown shutdown) {
        if (shutdown.draining()) {
            throw new StartFault("a signal came");
        }
    }

    /** Everything that the service is made of, in the order in which it is needed. */
    static WebServer start(Settings settings, Shutdown shutdown) throws InterruptedException {
        Backing backing = Backing.of(settings, VERSION, shutdown);
        Telemetry telemetry = backing.telemetry().telemetry();
        goOn(shutdown);
        Database database =
                shutdown.own(Database.open(backing.database(), backing.secrets().get(RagSecrets.DATABASE)));
        Embedder embedder = backing.embedder();
        ApiAddress pinecone = backing.pinecone();
        Library library = shutdown.own(Library.open(
                database, embedder, new PineconeIndex(pinecone, backing.limits().pinecone())));
        ConversationStore conversations = new ConversationStore(database, Clock.systemUTC());

        HealthChecksBuilder checks = HealthChecks.of("rag-service", VERSION)
                .degrades(Database.NAME, JdbcCheck.of(database.pool()).writer())
                .degrades(
                        PineconeIndex.NAME,
                        PineconeCheck.of(
                                        pinecone.base().toString(),
                                        () -> pinecone.key().get().reveal())
                                .dimension(embedder.dimension()))
                .degrades(
                        "documents",
                        HealthCheck.holds("not_indexed", library::isWhole),
                        check -> inMemory(check).startupGrace(Duration.ofSeconds(10)))
                .informs("dns_cache", DnsCacheCheck.create())
                // A task enters service once all of this has worked; later on a dependency does not get it replaced.
                .readiness(ready -> ready.deepAtStartup()
                        .probedBy(Prober.alb()
                                .interval(Duration.ofSeconds(5))
                                .timeout(Duration.ofSeconds(2))
                                .gracePeriod(Duration.ofMinutes(1))));
        embedder.check().ifPresent(check -> checks.degrades("embedder", check, RagService::inMemory));
        backing.writer().check().ifPresent(check -> checks.degrades("language_model", check, RagService::inMemory));
        HealthChecks health = shutdown.own(checks.start());
        shutdown.readiness(health::drain);
        goOn(shutdown);

        // Slow questions and quick reads have places of their own: one kind cannot starve the other.
        Admission asks = new Admission(16);
        Admission reads = new Admission(16);
        AskEndpoint ask = new AskEndpoint(new Asking(library, conversations, backing.writer(), Clock.systemUTC()));
        ConversationEndpoints list = new ConversationEndpoints(conversations);
        HealthServlet probes = HealthServlet.of(health);
        Map<String, Servlet> servlets = Map.of("/health/*", probes, "/status", probes.format(HealthFormat.STATUS_PAGE));
        telemetry.bind(PoolMeters.of(database.pool()), HealthMeters.of(health));
        // First, so that what the others refuse is counted too.
        List<Filter> first = List.of(
                TelemetryFilter.of(telemetry.meters(), telemetry.openTelemetry(), ServiceTelemetry.routes()),
                DrainFilter.of(shutdown));
        Optional<Tokens> tokens = settings.wantsTokens()
                ? Optional.of(new Tokens(backing.secrets().get(RagSecrets.JWT), Clock.systemUTC()))
                : Optional.empty();
        Map<String, Filter> filters = Map.of(
                "/api/*",
                RequestLimit.open(settings.rateLimit(), backing.database(), backing.secrets(), telemetry, shutdown));
        WebServer server =
                shutdown.own(WebServer.start(settings.host(), settings.port(), first, filters, servlets, routes -> {
                    tokens.ifPresent(wanted -> routes.before("/api/*", wanted));
                    routes.get("/", ctx -> ctx.redirect("/status"));
                    routes.post("/api/ask", asks.bounded(ask));
                    for (HandlerType reading : List.of(HandlerType.GET, HandlerType.HEAD)) {
                        routes.addHttpHandler(reading, "/api/conversations", reads.bounded(list::list));
                        routes.addHttpHandler(reading, "/api/conversations/{id}", reads.bounded(list::one));
                    }
                }));
        // So that whoever reads "listening" may ask. If something is away, it listens all the same, and says so.
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!library.awaitIndexed(Duration.ofMillis(100)) && System.nanoTime() - end < 0) {
            goOn(shutdown);
        }
        health.refresh(Duration.ofSeconds(3));
        backing.telemetry().page().ifPresent(page -> System.out.println("metrics and traces on " + page));
        if (settings.local()) {
            // Nobody else could sign one: the key was made up for this run, or is in the hands of whoever reads this.
            tokens.ifPresent(ours -> System.out.println("a token for an hour: " + ours.issue("local")));
        }
        return server;
    }

    /** For a check that only reads what is known already. */
    private static CheckSettings inMemory(CheckSettings check) {
        return check.interval(Duration.ofSeconds(2)).timeout(Duration.ofSeconds(1));
    }
}
