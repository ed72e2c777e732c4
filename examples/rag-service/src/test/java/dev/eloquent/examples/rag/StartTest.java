package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eloquent.examples.rag.local.LocalPostgres;
import dev.eloquent.examples.rag.settings.StartFault;
import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own: how it begins when something is wrong, and how it ends. */
final class StartTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void aSignalDuringTheStartLeavesNothingBehind() throws IOException {
        try (ChildJvm child = local().start()) {
            await().atMost(LIMIT).until(() -> postgres(child.pid()).findAny().isPresent());
            child.signal("TERM");

            assertThat(child.awaitExit(LIMIT)).hasValue(0);
            assertThat(child.stdout()).isEmpty();
            assertThat(child.stderr())
                    .anyMatch(line -> line.contains(": Shutdown after SIGTERM: clean in "))
                    .anyMatch(line -> line.endsWith(": the start was given up: a signal came"));
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> ProcessHandle.allProcesses()
                            .noneMatch(process ->
                                    process.info().commandLine().orElse("").contains(folder.toString())));
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("epg"));
            }
        }
    }

    @Test
    void aDatabaseThatAKilledServiceLeftIsStoppedAndUsed() throws IOException {
        long left;
        try (ChildJvm killed = local("--data", folder.toString()).start()) {
            killed.awaitLine("listening on ", LIMIT);
            left = postmaster();
            killed.signal("KILL");
            assertThat(killed.awaitExit(LIMIT)).isPresent();
        }
        try (ChildJvm next = local("--data", folder.toString()).start()) {
            next.awaitLine("listening on ", LIMIT);
            assertThat(postmaster()).isNotEqualTo(left);
            assertThat(ProcessHandle.of(left).filter(ProcessHandle::isAlive)).isEmpty();
            next.signal("TERM");
            assertThat(next.awaitExit(LIMIT)).hasValue(0);
        }
    }

    @Test
    void thePostgresOfSomebodyElseIsLeftAlone() throws SQLException, IOException {
        try (PostgresServer stranger = PostgresServer.start()) {
            long pid = stranger.queryLong("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)::bigint");
            Files.createDirectory(folder.resolve("postgres"));
            Files.writeString(folder.resolve("postgres/postmaster.pid"), pid + "\n");

            LocalPostgres.start(Optional.of(folder)).close();

            assertThat(stranger.queryLong("SELECT 1")).isOne();
        }
    }

    @Test
    void aFolderThatIsNoneOfOursIsLeftAsItIs() throws IOException {
        Files.createDirectory(folder.resolve("postgres"));
        Path foreign = Files.writeString(folder.resolve("postgres/thesis.txt"), "ten years");

        assertThatThrownBy(() -> LocalPostgres.start(Optional.of(folder)))
                .isInstanceOf(StartFault.class)
                .hasMessage(folder.resolve("postgres") + " has files, but not those of a PostgreSQL: choose another"
                        + " folder with --data, or remove it");
        assertThat(foreign).hasContent("ten years");
    }

    @Test
    void aFolderOfAnotherVersionIsToldWithItsVersion() throws IOException {
        LocalPostgres.start(Optional.of(folder)).close();
        Files.writeString(folder.resolve("postgres/PG_VERSION"), "12\n");

        assertThatThrownBy(() -> LocalPostgres.start(Optional.of(folder)))
                .isInstanceOf(StartFault.class)
                .hasMessageStartingWith("the local PostgreSQL did not start in " + folder.resolve("postgres")
                        + ", the data of PostgreSQL 12 (if this is another version, use the one that made it, or"
                        + " another folder): ");
    }

    @Test
    void aPortThatIsTakenIsToldInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildJvm child = local().env("PORT", String.valueOf(taken.getLocalPort()))
                        .start()) {
            assertThat(child.awaitExit(LIMIT)).hasValue(2);
            // What follows is the report of the shutdown: what had been opened was closed.
            assertThat(child.stderr().stream().takeWhile(line -> !line.contains("Gracefully shutting down")))
                    .filteredOn(line -> !line.contains(" INFO "))
                    .containsExactly("rag-service: port "
                            + taken.getLocalPort()
                            + " cannot be had: end what listens there, or choose another port with the"
                            + " environment variable PORT (0 picks a free one)");
        }
    }

    @Test
    void aModelThatCannotBeLoadedIsToldInOneLine() {
        try (ChildJvm child = local().jvmArgs("-Donnxruntime.native.onnxruntime.path=/nowhere")
                .start()) {
            assertThat(child.awaitExit(LIMIT)).hasValue(2);
            assertThat(child.stderr())
                    .anyMatch(line -> line.startsWith("rag-service: the embedding model does not run here: "))
                    .noneMatch(line -> line.startsWith("\tat "));
        }
    }

    private ChildJvm.Builder local(String... more) {
        return ChildJvm.of(RagService.class)
                .jvmArgs("-Djava.io.tmpdir=" + folder)
                .jvmArgs(nativeAccess())
                .args("--local")
                .args(more)
                .env("PORT", "0");
    }

    /** What the manifest of the packaged jar grants; without it JDK 24 and later warn on standard error. */
    private static String[] nativeAccess() {
        boolean warns = Runtime.version().feature() >= 24;
        return warns ? new String[] {"--enable-native-access=ALL-UNNAMED"} : new String[0];
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("postgres/postmaster.pid")).get(0));
    }

    private static Stream<ProcessHandle> postgres(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    }
}
