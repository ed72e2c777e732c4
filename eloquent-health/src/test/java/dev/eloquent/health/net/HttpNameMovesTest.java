package dev.eloquent.health.net;

import static dev.eloquent.health.internal.RawHttpServer.answers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.health.internal.RawHttpServer;
import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.TcpForwarder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server's name moves to another address while the connection to the first is alive and in use. */
@EnabledOnOs(OS.LINUX) // for 127.0.0.2
final class HttpNameMovesTest {
    @TempDir
    private Path directory;

    @Test
    void aKeptConnectionDoesNotHoldTheCheckToTheOldAddress() throws Exception {
        nameLeadsTo("127.0.0.1 web.test");
        try (RawHttpServer before = new RawHttpServer(answers("200 OK", ""));
                RawHttpServer after = new RawHttpServer(answers("202 Accepted", ""));
                TcpForwarder first = TcpForwarder.to(before.port());
                TcpForwarder second = first.neighbour(after.port());
                ChildJvm asking = ChildJvm.of(NamedServer.class)
                        .jvmArgs("-Djdk.net.hosts.file=" + directory.resolve("hosts"))
                        .args(String.valueOf(first.port()))
                        .start()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> before.requests().size() > 2);
            assertThat(before.accepted()).as("one connection, kept").isEqualTo(1);
            assertThat(second.port()).isEqualTo(first.port());
            nameLeadsTo("127.0.0.2 web.test");
            await().atMost(Duration.ofSeconds(10)).until(() -> asking.stdout().contains("202"));
            assertThat(before.connections())
                    .as("the first server would still answer")
                    .isEqualTo(1);
        }
    }

    /** At once: the JDK must not read half a file. */
    private void nameLeadsTo(String line) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), line + "\n");
        Files.move(next, directory.resolve("hosts"), StandardCopyOption.ATOMIC_MOVE);
    }
}
