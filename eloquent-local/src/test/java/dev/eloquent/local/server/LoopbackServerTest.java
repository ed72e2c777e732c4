package dev.eloquent.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.eloquent.local.Fault;
import dev.eloquent.local.RawClient;
import dev.eloquent.local.command.LocalCommand;
import dev.eloquent.local.openai.LocalOpenAi;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void losesOnlyTheConnectionWhoseThreadIsRefused() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (LoopbackServer server = LoopbackServer.start(
                new Silly(),
                0,
                System::nanoTime,
                work -> asked.incrementAndGet() == 2 ? new Refused() : new Thread(work))) {
            try (RawClient refused = RawClient.to(server.root())) {
                assertThat(refused.read()).isEqualTo(-1);
            }
            String threads = "eloquent-local-silly-" + server.root().getPort() + "-connection";
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < LoopbackServer.MOST_CONNECTIONS; i++) {
                clients.add(RawClient.to(server.root()));
            }
            await().until(() -> threads(threads) == LoopbackServer.MOST_CONNECTIONS);
            assertThat(clients.get(0).send(REQUEST).readAnswer()).startsWith("HTTP/1.1 200 ");
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    /** Reads its property when a JVM starts, and so needs one of its own. */
    @Test
    void listensWhereItSaysWhateverTheJdkPrefers() throws Exception {
        StringJoiner path = new StringJoiner(File.pathSeparator);
        for (Class<?> type : List.of(LocalCommand.class, JsonMapper.class, JsonFactory.class, JsonInclude.class)) {
            path.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.net.preferIPv6Addresses=true",
                        "-cp",
                        path.toString(),
                        LocalCommand.class.getName(),
                        "openai")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).startsWith("openai OPENAI_BASE_URL=http://127.0.0.1:");
        } finally {
            process.destroy();
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

    /** A thread that the system has no room for. */
    private static final class Refused extends Thread {
        @Override
        public synchronized void start() {
            throw new OutOfMemoryError("unable to create native thread");
        }
    }

    private static final class Silly implements Service {
        @Override
        public String name() {
            return "silly";
        }

        @Override
        public int maxBody() {
            return 1;
        }

        @Override
        public Answer answer(Request request) {
            return Answer.text(200, "yes");
        }

        @Override
        public Answer error(int status, String message) {
            return Answer.text(status, message);
        }
    }
}
