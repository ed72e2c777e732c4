package dev.eloquent.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.testing.HaProxy;
import dev.eloquent.testing.RequiresTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Two real proxies before the JDK's server, and clients with addresses of their own on loopback. */
@RequiresTool(value = "haproxy", debianPackage = "haproxy")
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere 127.0.0.1 is the only address of loopback")
final class BehindBalancersTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Quota quota = Quota.of(QuotaPolicy.exact("per-client", 1, Duration.ofMinutes(10)));
    private final HaProxy first = HaProxy.start("/ready", INTERVAL);
    private final HaProxy second = HaProxy.start("/ready", INTERVAL);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ready", exchange -> answer(exchange, "ready"));
        server.createContext("/direct", exchange -> answer(exchange, told(ClientAddress.direct(), exchange)));
        server.createContext("/one", exchange -> answer(exchange, told(ClientAddress.behindAlb(), exchange)));
        server.createContext("/two", exchange -> answer(exchange, told(ClientAddress.behindHops(2), exchange)));
        server.createContext("/three", exchange -> answer(exchange, told(ClientAddress.behindHops(3), exchange)));
        server.createContext("/limited", exchange -> answer(exchange, "served"))
                .getFilters()
                .add(QuotaFilter.by(ClientAddress.behindHops(2), quota));
        server.start();
        second.awaitInService(second.register(server.getAddress().getPort()), LIMIT);
        first.awaitInService(first.register(second.port()), LIMIT);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        server.stop(0);
    }

    private static String told(ClientAddress by, HttpExchange exchange) {
        RequestKey whose = by.apply(exchange);
        return whose instanceof RequestKey.Known known ? known.key() : ((RequestKey.Refused) whose).reason();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** The status and the body that a client with this address gets. */
    private static String get(String from, int port, String path, String... headers) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String request = "GET " + path + " HTTP/1.1\r\nHost: target\r\nConnection: close\r\n"
                    + List.of(headers).stream().map(header -> header + "\r\n").reduce("", String::concat) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(9, 13) + answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    @Test
    void theClientsAddressIsFoundBehindEachNumberOfProxies() throws IOException {
        int direct = server.getAddress().getPort();
        assertThat(get("127.0.0.7", direct, "/direct", "X-Forwarded-For: 6.6.6.6"))
                .isEqualTo("200 127.0.0.7");
        assertThat(get("127.0.0.7", second.port(), "/one")).isEqualTo("200 127.0.0.7");
        assertThat(get("127.0.0.7", first.port(), "/two")).isEqualTo("200 127.0.0.7");
    }

    @Test
    void whatTheClientSendsIsNotItsAddress() throws IOException {
        for (String forged : List.of(
                "X-Forwarded-For: 6.6.6.6",
                "x-forwarded-for:6.6.6.6,6.6.6.7,",
                "X-Forwarded-For: 6.6.6.6\r\nX-FORWARDED-FOR: 6.6.6.7\r\nX-Forwarded-For:",
                "X-Forwarded-For:\t::ffff:6.6.6.6 ,\t[::1%lo]:80, unknown, \"",
                "X-Forwarded-For: 6.6.6.6\r\nConnection: X-Forwarded-For",
                "Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nX_Forwarded_For: 6.6.6.6",
                "X-Forwarded-For: " + ",".repeat(90))) {
            assertThat(get("127.0.0.7", second.port(), "/one", forged)).isEqualTo("200 127.0.0.7");
            assertThat(get("127.0.0.8", first.port(), "/two", forged)).isEqualTo("200 127.0.0.8");
        }
        assertThat(get("127.0.0.7", second.port(), "/one", "X-Forwarded-For: " + ",".repeat(100)))
                .isEqualTo("200 header_too_large");
    }

    @Test
    void aProxyThatIsMissingIsNoticedUnlessTheClientMakesUpForIt() throws IOException {
        assertThat(get("127.0.0.7", first.port(), "/three")).isEqualTo("200 missing_hop");
        assertThat(get("127.0.0.7", second.port(), "/two")).isEqualTo("200 missing_hop");
        // The control: what verifiedBy() and a security group are for.
        assertThat(get("127.0.0.7", second.port(), "/two", "X-Forwarded-For: 6.6.6.6"))
                .isEqualTo("200 6.6.6.6");
    }

    @Test
    void theQuotaIsThatOfTheClient() throws IOException {
        assertThat(get("127.0.0.7", first.port(), "/limited")).isEqualTo("200 served");
        assertThat(get("127.0.0.7", first.port(), "/limited", "X-Forwarded-For: 6.6.6.6"))
                .startsWith("429 ");
        assertThat(get("127.0.0.8", first.port(), "/limited", "X-Forwarded-For: 127.0.0.7"))
                .isEqualTo("200 served");
        assertThat(get("127.0.0.8", second.port(), "/limited"))
                .isEqualTo("403 {\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                        + "\"detail\":\"It cannot be told whose request this is\",\"code\":\"missing_hop\"}");
    }
}
