package dev.eloquent.health.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.PostgresCluster;
import dev.eloquent.testing.TcpForwarder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A database's name moves to another address, or vanishes for a while, under a service that runs. */
@EnabledOnOs(OS.LINUX) // for 127.0.0.2
final class NameMovesTest {
    private static final Duration START = Duration.ofSeconds(30);
    /** Two results a second apart, each of them at the end of its timeout at the latest, and a machine that is busy. */
    private static final Duration SEEN = Duration.ofSeconds(10);
    /** Less than the ten seconds of the guide, so that the JDK's own ten for a name without an address do not pass. */
    private static final Duration LIMIT = Duration.ofSeconds(9);

    @TempDir
    private Path directory;

    private final PostgresCluster cluster = PostgresCluster.start();
    private final TcpForwarder first = TcpForwarder.to(cluster.primary().port());
    private final TcpForwarder second = first.neighbour(cluster.replica().port());
    private Path hosts;

    @BeforeEach
    void writeHosts() throws IOException {
        hosts = directory.resolve("hosts");
        nameLeadsTo("127.0.0.1 db.test");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        cluster.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aFailoverIsSeenAndHealedInTime() throws Exception {
        try (ChildJvm service = service("ttl", "negative-ttl")) {
            assertThat(statesOf(service, "dns")).containsExactly("healthy (ok)");
            failOver(service);
            assertThat(isHealedInTime(service)).isTrue();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void control_withTheJdksDefaultsAFailoverIsNotHealedInTime() throws Exception {
        try (ChildJvm service = service()) {
            assertThat(statesOf(service, "dns")).containsExactly("degraded (dns_cached_too_long)");
            failOver(service);
            assertThat(isHealedInTime(service)).isFalse();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aNameThatComesBackIsHealedInTime() throws Exception {
        try (ChildJvm service = service("ttl", "negative-ttl")) {
            vanishForAWhile(service);
            assertThat(isHealedInTime(service)).isTrue();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void control_withTheJdksDefaultForFailuresANameThatComesBackIsNotHealedInTime() throws Exception {
        try (ChildJvm service = service("ttl")) {
            assertThat(statesOf(service, "dns")).containsExactly("degraded (dns_cached_too_long)");
            vanishForAWhile(service);
            assertThat(isHealedInTime(service)).isFalse();
        }
    }

    private void failOver(ChildJvm service) throws IOException, SQLException {
        cluster.awaitReplicated();
        cluster.primary().kill();
        await().atMost(SEEN).until(() -> isUnhealthy(service));
        cluster.promoteReplica();
        nameLeadsTo("127.0.0.2 db.test");
    }

    /** It comes back just after it was looked up in vain, which is the worst moment. */
    private void vanishForAWhile(ChildJvm service) throws IOException {
        nameLeadsTo("");
        first.refuse();
        first.cut();
        await().atMost(SEEN).until(() -> isUnhealthy(service));
        await().atMost(START).until(() -> lookupsInVain(service) > 0);
        first.accept();
        long before = lookupsInVain(service);
        await().atMost(START).until(() -> lookupsInVain(service) > before);
        nameLeadsTo("127.0.0.1 db.test");
    }

    private static boolean isHealedInTime(ChildJvm service) {
        try {
            await().atMost(LIMIT).until(() -> !isUnhealthy(service));
            return true;
        } catch (ConditionTimeoutException tooLate) {
            return false;
        }
    }

    private ChildJvm service(String... settings) {
        String[] args = new String[settings.length + 1];
        args[0] = String.valueOf(first.port());
        System.arraycopy(settings, 0, args, 1, settings.length);
        ChildJvm service = ChildJvm.of(NamedDatabase.class)
                .jvmArgs("-Djdk.net.hosts.file=" + hosts)
                .args(args)
                .start();
        try {
            await().atMost(START)
                    .until(() -> statesOf(service, "database").contains("healthy (ok)")
                            && !statesOf(service, "dns").isEmpty());
        } catch (ConditionTimeoutException e) {
            service.close();
            throw e;
        }
        return service;
    }

    private static boolean isUnhealthy(ChildJvm service) {
        List<String> states = statesOf(service, "database");
        return states.get(states.size() - 1).startsWith("unhealthy ");
    }

    private static List<String> statesOf(ChildJvm service, String check) {
        String prefix = check + ": ";
        return service.stdout().stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    private static long lookupsInVain(ChildJvm service) {
        return service.stdout().stream().filter("not found"::equals).count();
    }

    /** At once: the JDK must not read half a file. */
    private void nameLeadsTo(String line) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), line + "\n");
        Files.move(next, hosts, StandardCopyOption.ATOMIC_MOVE);
    }
}
