package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

@RequiresTool(value = "redis-server", debianPackage = "redis-server")
final class RedisServerTest {
    @Test
    void answersOneValue() {
        try (RedisServer server = RedisServer.start()) {
            assertThat(server.uri()).isEqualTo("redis://127.0.0.1:" + server.port());
            assertThat(server.ask("SET \"a key\" text")).isEqualTo("OK");
            assertThat(server.ask("GET \"a key\"")).isEqualTo("text");
            assertThat(server.ask("GET other")).isEqualTo("(nil)");
            assertThat(server.ask("DBSIZE")).isEqualTo("1");
            assertThatThrownBy(() -> server.ask("NONSENSE"))
                    .hasMessageStartingWith("NONSENSE: ERR unknown command 'NONSENSE'");
            assertThatThrownBy(() -> server.ask("KEYS *")).hasMessage("KEYS *: an answer that is not one value: 1");
        }
    }

    @Test
    void isGoneWhenKilledAndComesBackEmptyOnTheSamePort() {
        try (RedisServer server = RedisServer.start()) {
            server.ask("SET a b");
            server.kill();
            assertThatThrownBy(() -> server.ask("PING")).isInstanceOf(UncheckedIOException.class);
            server.restart();
            assertThat(server.ask("DBSIZE")).isEqualTo("0");
        }
    }

    @Test
    void whileFrozenItAcceptsAndDoesNotAnswer() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            server.freeze();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
                socket.setSoTimeout(300);
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                server.thaw();
                socket.setSoTimeout(10_000);
                assertThat(socket.getInputStream().read()).isEqualTo('+');
            }
            server.freeze();
        }
    }

    @Test
    void aClusterRefusesKeysOfSeveralSlots() {
        try (RedisServer server = RedisServer.startCluster()) {
            assertThat(server.ask("MSET {a}1 x {a}2 y")).isEqualTo("OK");
            assertThatThrownBy(() -> server.ask("MSET a x b y"))
                    .hasMessage("MSET a x b y: CROSSSLOT Keys in request don't hash to the same slot");
            server.restart();
            assertThat(server.ask("MSET {a}1 x {a}2 y")).isEqualTo("OK");
        }
    }
}
