package dev.eloquent.servlet.shutdown;

import dev.eloquent.servlet.Container;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownReport;
import dev.eloquent.shutdown.ShutdownSettings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The filter in a real container, asked over real sockets; the POM runs it on servlet 6.0 and on 6.1. */
abstract class DrainedApplication {
    final Shutdown shutdown = Shutdown.of(ShutdownSettings.forStopTimeout(Duration.ofSeconds(3))
            .quietPeriod(Duration.ZERO)
            .probeInterval(Duration.ZERO)
            .healthPaths("/app/health")
            .readinessPath("/app/health/ready"));
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);
    Container container;

    /** Adds servlets, and what is to be around the filter. */
    abstract void install(ServletContext context);

    @BeforeEach
    void start() throws Exception {
        container = Container.start((classes, context) -> {
            install(context);
            FilterRegistration.Dynamic drain = context.addFilter("drain", DrainFilter.of(shutdown));
            drain.setAsyncSupported(true);
            drain.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/counted/*", "/health/*");
        });
    }

    @AfterEach
    void stop() throws Exception {
        leave.countDown();
        container.stop();
    }

    void slow(HttpServletRequest request, HttpServletResponse response) throws Exception {
        entered.countDown();
        leave.await();
        response.getWriter().write("slow");
    }

    CompletableFuture<ShutdownReport> run() {
        return CompletableFuture.supplyAsync(() -> shutdown.run("test"));
    }

    void awaitDraining() {
        while (!shutdown.draining()) {
            Thread.onSpinWait();
        }
    }

    static List<Long> counts(ShutdownReport report) {
        return List.of(report.drained(), report.refused(), report.cut());
    }

    /** A connection that is kept, for HTTP/1.1 as it is on the wire. */
    final class Client implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), container.port());

        Client() throws IOException {
            socket.setSoTimeout(20_000);
        }

        Client send(String path) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /app" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return this;
        }

        /** Up to the end of the answer: of its length, of its last chunk, or of the connection. */
        String answer() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder text = new StringBuilder();
            while (!ended(text)) {
                int character = in.read();
                if (character < 0) {
                    break;
                }
                text.append((char) character);
            }
            return text.toString().replaceAll("\r\n[0-9a-f]+\r\n", "\r\n").stripTrailing();
        }

        private boolean ended(StringBuilder text) {
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return false;
            }
            String headers = text.substring(0, head).toLowerCase(java.util.Locale.ROOT);
            int length = headers.indexOf("content-length: ");
            if (length >= 0) {
                return text.length() - head - 4
                        == Integer.parseInt(headers.substring(length + 16).split("\r\n", 2)[0]);
            }
            return headers.contains("transfer-encoding: chunked")
                    && text.toString().endsWith("\r\n0\r\n\r\n");
        }

        boolean isClosed() throws IOException {
            socket.setSoTimeout(5_000);
            try {
                return socket.getInputStream().read() < 0;
            } catch (java.net.SocketTimeoutException open) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
