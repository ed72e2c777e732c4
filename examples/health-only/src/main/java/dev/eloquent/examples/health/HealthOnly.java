package dev.eloquent.examples.health;

import com.sun.net.httpserver.HttpServer;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthEndpoint;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** One check that is a lambda, served by the JDK's own server. The first argument is the port; 0 picks one. */
public final class HealthOnly {
    private static final long HUNDRED_MEGABYTES = 100_000_000;

    private HealthOnly() {}

    public static void main(String[] args) throws IOException {
        // A request that is not whole after 5 s is dropped, so that nobody can hold a thread by sending half of one.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        File scratch = new File(System.getProperty("java.io.tmpdir"));
        HealthChecks health = HealthChecks.of("health-only", "1.0.0")
                .critical(
                        "scratch_space",
                        HealthCheck.holds("disk_full", () -> scratch.getUsableSpace() > HUNDRED_MEGABYTES),
                        CheckSettings::onlyLocal)
                .start();

        int port = args.length > 0 ? Integer.parseInt(args[0]) : 8080;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/health", HealthEndpoint.of(health));
        server.start();
        System.out.println(
                "listening on http://127.0.0.1:" + server.getAddress().getPort() + "/health");
    }
}
