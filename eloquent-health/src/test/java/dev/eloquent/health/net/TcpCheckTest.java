package dev.eloquent.health.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One run of the check against real listeners; the whole of 127.0.0.0/8 is this machine. */
final class TcpCheckTest {
    private static final Duration TIMEOUT = Duration.ofMillis(600);
    /** For a machine that does other things too. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final InetAddress here = address(1);
    private final ServerSocket listener = listen(here, 50);
    private final List<Socket> waiting = new ArrayList<>();

    TcpCheckTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        listener.close();
    }

    @Test
    void aPortThatAcceptsIsHealthy() {
        CheckResult result =
                TcpCheck.connectTo("127.0.0.1", listener.getLocalPort()).check(TIMEOUT);
        assertThat(result).hasToString("healthy (ok)");
        assertThat(result.details()).containsEntry("address", "127.0.0.1").containsKey("latency_ms");
    }

    @Test
    void aPortThatNobodyListensAtRefuses() throws IOException {
        listener.close();
        CheckResult result =
                TcpCheck.connectTo("127.0.0.1", listener.getLocalPort()).check(TIMEOUT);
        assertThat(result).hasToString("unhealthy (connection_refused)");
        assertThat(result.details()).containsEntry("address", "127.0.0.1").containsEntry("tried", "1 of 1 addresses");
    }

    @Test
    void aPortThatDoesNotAnswerTimesOut() throws IOException {
        try (ServerSocket full = listen(here, 1)) {
            fill(full);
            long begin = System.nanoTime();
            assertThat(TcpCheck.connectTo("127.0.0.1", full.getLocalPort()).check(TIMEOUT))
                    .hasToString("unhealthy (timed_out)");
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(TIMEOUT.minusMillis(50), TIMEOUT.plus(MARGIN));
        }
    }

    @Test
    void everyAddressIsTriedAndOneIsEnough() throws IOException {
        assertThat(to(address(2), address(3), here).check(TIMEOUT)).hasToString("healthy (ok)");
        listener.close();
        CheckResult none = to(address(2), address(3), here).check(TIMEOUT);
        assertThat(none).hasToString("unhealthy (connection_refused)");
        assertThat(none.details()).containsEntry("tried", "3 of 3 addresses");
    }

    @Test
    void anAddressThatDoesNotAnswerLeavesTimeForTheNext() throws IOException {
        try (ServerSocket full = new ServerSocket(listener.getLocalPort(), 1, address(2))) {
            fill(full);
            assertThat(to(address(2), here).check(TIMEOUT.plus(MARGIN))).hasToString("healthy (ok)");
            listener.close();
            assertThat(to(address(2), here).check(TIMEOUT)).hasToString("unhealthy (timed_out)");
        }
    }

    @Test
    void theNameIsLookedUpInEachRun() {
        List<InetAddress> answers = new ArrayList<>(List.of(here));
        TcpCheck check = TcpCheck.connectTo("service", listener.getLocalPort(), host -> {
            if (answers.isEmpty()) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {answers.remove(0)};
        });
        assertThat(check.check(TIMEOUT)).hasToString("healthy (ok)");
        assertThat(check.check(TIMEOUT)).hasToString("unhealthy (unknown_host)");
    }

    @Test
    void aNameThatNobodyKnowsIsUnknown() {
        assertThat(TcpCheck.connectTo("no-such-host.invalid", 80).check(TIMEOUT.plus(MARGIN)))
                .hasToString("unhealthy (unknown_host)");
    }

    @Test
    void whatIsWrongIsToldAllTogether() {
        assertThat(TcpCheck.connectTo(" ", 65_536).faults(CheckSettings.defaults()))
                .containsExactly(
                        "host must be a name or an address alone, without scheme, port or path, was ' '",
                        "port must be from 1 to 65535, was 65536");
        assertThat(TcpCheck.connectTo("redis://me:topsecret@redis", 6379).faults(CheckSettings.defaults()))
                .containsExactly("host must be a name or an address alone, without scheme, port or path, was '(not"
                        + " shown: it has user info)'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "my-db.cluster.local", "10.0.0.1", "::1", "[::1]", "fe80::1%eth0", "redis_1"})
    void hostsAreNamesAndAddresses(String host) {
        assertThat(TcpCheck.connectTo(host, 6379).faults(CheckSettings.defaults()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[::1", "::1]", "redis:6379", "a/b", "http://a", "a b", "-a"})
    void otherThingsAreNot(String host) {
        assertThat(TcpCheck.connectTo(host, 6379).faults(CheckSettings.defaults()))
                .hasSize(1);
    }

    private TcpCheck to(InetAddress... addresses) {
        return TcpCheck.connectTo("service", listener.getLocalPort(), host -> addresses);
    }

    /** Until the kernel drops further connects, as a network does that loses packets. */
    private void fill(ServerSocket full) throws IOException {
        while (true) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(full.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException isFull) {
                return;
            }
        }
    }

    private static ServerSocket listen(InetAddress address, int backlog) throws IOException {
        return new ServerSocket(0, backlog, address);
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }
}
