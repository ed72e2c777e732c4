package dev.eloquent.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eloquent.local.Fault;
import dev.eloquent.local.RawClient;
import dev.eloquent.local.openai.LocalOpenAi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoopbackServerTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\n\r\n";

    @Test
    void listensOnLoopbackAlone() throws Exception {
        try (LocalOpenAi openAi = LocalOpenAi.apiKey("k").start()) {
            assertThat(openAi.endpoint().toString()).matches("http://127\\.0\\.0\\.1:\\d+/v1");
            List<InetAddress> others = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .toList();
            for (InetAddress other : others) {
                assertThatThrownBy(() -> new Socket(other, openAi.endpoint().getPort()).close())
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void saysWhichPortIsTaken() {
        try (LocalOpenAi first = LocalOpenAi.apiKey("k").start()) {
            int port = first.endpoint().getPort();
            assertThatThrownBy(() -> LocalOpenAi.apiKey("k").start(port))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("openai cannot listen on port " + port + ": ")
                    .hasMessageEndingWith("; end what listens there, or choose another port, 0 for any that is free");
        }
    }

    @Test
    void canBeStartedAgainOnItsPort() throws Exception {
        LocalOpenAi first = LocalOpenAi.apiKey("k").start();
        try (RawClient client = RawClient.to(first.endpoint())) {
            client.send(REQUEST).readAnswer();
            first.close();
            try (LocalOpenAi second =
                    LocalOpenAi.apiKey("k").start(first.endpoint().getPort())) {
                assertThat(second.endpoint()).isEqualTo(first.endpoint());
            }
        }
    }

    @Test
    void endsItsThreadsWhateverTheyWaitFor() throws Exception {
        LocalOpenAi openAi = LocalOpenAi.apiKey("k").start();
        String threads = "eloquent-local-openai-" + openAi.endpoint().getPort();
        openAi.faults()
                .next(1, Fault.silence())
                .next(1, Fault.trickle(Duration.ofMinutes(5)))
                .next(2, Fault.delay(Duration.ofMinutes(5)));
        try (RawClient one = ask(openAi, REQUEST);
                RawClient two = ask(openAi, REQUEST);
                RawClient three = ask(openAi, REQUEST);
                RawClient pipelined = ask(openAi, REQUEST + REQUEST);
                RawClient idle = ask(openAi, "")) {
            await().until(() -> threads(threads) == 6);

            openAi.close();
            openAi.close();

            assertThat(threads(threads)).isZero();
            for (RawClient client : List.of(one, two, three, pipelined, idle)) {
                endOf(client);
            }
        }
    }

    @Test
    void boundsItsThreadsAndServesWhoeverWaited() throws Exception {
        try (LocalOpenAi openAi = LocalOpenAi.apiKey("k").start()) {
            String threads = "eloquent-local-openai-" + openAi.endpoint().getPort() + "-connection";
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < LoopbackServer.MOST_CONNECTIONS + 10; i++) {
                clients.add(RawClient.to(openAi.endpoint()));
            }
            await().until(() -> threads(threads) == LoopbackServer.MOST_CONNECTIONS);
            RawClient waits = clients.get(clients.size() - 1).send(REQUEST);
            for (RawClient client : clients.subList(0, 20)) {
                client.close();
            }
            assertThat(waits.readAnswer()).startsWith("HTTP/1.1 401 ");
            assertThat(threads(threads)).isLessThanOrEqualTo(LoopbackServer.MOST_CONNECTIONS);
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static RawClient ask(LocalOpenAi openAi, String text) throws IOException {
        return RawClient.to(openAi.endpoint()).send(text);
    }

    private static void endOf(RawClient client) {
        try {
            client.readToEnd();
        } catch (SocketTimeoutException open) {
            throw new AssertionError("the connection is still open", open);
        } catch (IOException reset) {
            return;
        }
    }

    private static int threads(String prefix) {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix + "-"))
                .count();
    }
}
