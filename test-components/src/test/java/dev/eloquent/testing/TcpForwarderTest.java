package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class TcpForwarderTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int QUIET_MILLIS = 100;

    private GreetingServer one;
    private GreetingServer two;
    private TcpForwarder forwarder;

    @BeforeEach
    void start() throws IOException {
        one = new GreetingServer('1');
        two = new GreetingServer('2');
        forwarder = TcpForwarder.to(one.port());
    }

    @AfterEach
    void close() throws IOException {
        forwarder.close();
        one.close();
        two.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("tcp-forwarder-" + forwarder.port() + "-"));
    }

    @Test
    void forwardsBothWays() throws Exception {
        try (Socket client = connect()) {
            assertThat(client.getInputStream().read()).isEqualTo('1');
            assertThat(echo(client, 'x')).isEqualTo('x');
            assertThat(forwarder.connections()).isEqualTo(1);
            assertThat(forwarder.accepted()).isEqualTo(1);
        }
        awaitConnections(0);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void hasANeighbourOnTheSamePort() throws Exception {
        try (TcpForwarder neighbour = forwarder.neighbour(two.port());
                Socket here = connect();
                Socket there = new Socket("127.0.0.2", forwarder.port())) {
            assertThat(neighbour.port()).isEqualTo(forwarder.port());
            assertThat(here.getInputStream().read()).isEqualTo('1');
            assertThat(there.getInputStream().read()).isEqualTo('2');
        }
    }

    @Test
    void passesTheEndOfAStream() throws Exception {
        try (Socket client = connect()) {
            assertThat(client.getInputStream().read()).isEqualTo('1');
            client.shutdownOutput();
            // The server ends its side in turn.
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        awaitConnections(0);
        assertThat(forwarder.accepted()).isEqualTo(1);
    }

    @Test
    void sendsOnlyNewConnectionsToANewTarget() throws Exception {
        try (Socket before = connect()) {
            assertThat(before.getInputStream().read()).isEqualTo('1');
            forwarder.retarget(two.port());
            try (Socket after = connect()) {
                assertThat(after.getInputStream().read()).isEqualTo('2');
                assertThat(echo(before, 'x')).isEqualTo('x');
            }
        }
    }

    @Test
    void forwardsNothingWhileFrozen() throws Exception {
        try (Socket before = connect()) {
            assertThat(before.getInputStream().read()).isEqualTo('1');
            forwarder.freeze();
            try (Socket during = connect()) {
                before.getOutputStream().write('x');
                assertSilent(before);
                assertSilent(during);
                assertThat(one.accepted()).isEqualTo(1);
                awaitConnections(2);

                forwarder.thaw();
                assertThat(before.getInputStream().read()).isEqualTo('x');
                assertThat(during.getInputStream().read()).isEqualTo('1');
            }
        }
    }

    @Test
    void hidesTheDeathOfTheTargetWhileFrozen() throws Exception {
        try (Socket client = connect()) {
            assertThat(client.getInputStream().read()).isEqualTo('1');
            forwarder.freeze();
            one.close();
            assertSilent(client);
            forwarder.thaw();
            assertThat(readOrReset(client)).isEqualTo(-1);
        }
    }

    @Test
    void cutsEveryConnectionButAcceptsNewOnes() throws Exception {
        try (Socket client = connect()) {
            assertThat(client.getInputStream().read()).isEqualTo('1');
            forwarder.cut();
            assertThat(forwarder.connections()).isZero();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
            try (Socket next = connect()) {
                assertThat(next.getInputStream().read()).isEqualTo('1');
            }
        }
    }

    @Test
    void cutsWhileFrozen() throws Exception {
        forwarder.freeze();
        try (Socket client = connect()) {
            awaitConnections(1);
            forwarder.cut();
            assertThat(readOrReset(client)).isEqualTo(-1);
        }
    }

    @Test
    void refusesAndAcceptsOnTheSamePort() throws Exception {
        try (Socket before = connect()) {
            assertThat(before.getInputStream().read()).isEqualTo('1');
            forwarder.refuse();
            forwarder.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertThat(echo(before, 'x')).isEqualTo('x');

            forwarder.accept();
            forwarder.accept();
            try (Socket after = connect()) {
                assertThat(after.getInputStream().read()).isEqualTo('1');
            }
        }
    }

    @Test
    void resetsTheClientWhenTheTargetIsDown() throws Exception {
        one.close();
        try (Socket client = connect()) {
            assertThat(readOrReset(client)).isEqualTo(-1);
        }
        awaitConnections(0);
    }

    @Test
    void endsItsThreadsWithConnectionsOpenAndFrozen() throws Exception {
        try (Socket before = connect()) {
            assertThat(before.getInputStream().read()).isEqualTo('1');
            forwarder.freeze();
            before.getOutputStream().write('x');
            try (Socket during = connect()) {
                awaitConnections(2);
                forwarder.close();
                forwarder.close();
                assertThat(readOrReset(during)).isEqualTo(-1);
            }
        }
        assertThatThrownBy(forwarder::accept).hasMessage("the forwarder on port " + forwarder.port() + " is closed");
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), forwarder.port());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private void awaitConnections(int wanted) {
        Await.until(wanted + " connections", LIMIT, () -> forwarder.connections() == wanted);
    }

    private static int echo(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(QUIET_MILLIS);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout((int) LIMIT.toMillis());
    }

    private static int readOrReset(Socket client) throws IOException {
        try {
            return client.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }
}
