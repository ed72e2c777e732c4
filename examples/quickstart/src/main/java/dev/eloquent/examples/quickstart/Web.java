package dev.eloquent.examples.quickstart;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.shutdown.Shutdown;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's server, as it has to be behind a load balancer. */
record Web(HttpServer server) {
    /** @throws StartFault if the port is taken */
    static Web bind(int port) throws IOException {
        // Seconds, read when the JDK's server is first used. A request that is not whole after 5 s is dropped, so that
        // nobody can hold a thread by sending half of one.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        // An ALB keeps idle connections for 60 s. The JDK's server would close them after 30 s, and the request that is
        // just then on its way would be a 502.
        System.setProperty("sun.net.httpserver.idleInterval", "75");
        // Of more than 200 idle ones it would close the newest without a word.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        try {
            return new Web(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        } catch (BindException taken) {
            throw new StartFault("port " + port + " is taken: end what listens there, or choose another port with the"
                    + " environment variable PORT (0 picks a free one)");
        }
    }

    /** Filters see a request in this order. */
    void serve(String path, HttpHandler handler, Filter... filters) {
        server.createContext(path, handler).getFilters().addAll(List.of(filters));
    }

    /** Begins to listen, until the shutdown closes it. */
    void start(Shutdown shutdown) {
        // Threads that nothing else uses: a probe never waits behind the application's requests. Owned, not finished
        // with the work: probes are answered until the server is closed.
        ExecutorService probes = Executors.newFixedThreadPool(4);
        shutdown.own("probes", probes::shutdown);
        server.setExecutor(probes);
        server.start();
        shutdown.own(server);
    }

    String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    static void hello(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = "hello\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    static String get(String address) throws IOException {
        try (var body = URI.create(address).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
