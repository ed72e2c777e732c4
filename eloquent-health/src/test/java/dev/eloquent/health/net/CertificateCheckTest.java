package dev.eloquent.health.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.testing.TcpForwarder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run of the check against real TLS servers, with certificates of every kind. */
final class CertificateCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static Certificates certificates;
    private static KeyStore authority;
    private static KeyStore good;

    @BeforeAll
    static void make(@TempDir Path folder) throws Exception {
        certificates = Certificates.makeIn(folder);
        authority = certificates.authority();
        good = certificates.good();
    }

    @Test
    void aGoodCertificateIsHealthyAndDescribed() throws Exception {
        try (TlsServer server = TlsServer.showing(good)) {
            CheckResult result = check(server.port()).check(TIMEOUT);
            assertThat(result).hasToString("healthy (ok)");
            assertThat(result.details())
                    .containsEntry("days_left", "59")
                    .containsEntry("subject", "CN=localhost")
                    .containsEntry("issuer", "CN=Authority")
                    .containsKeys("not_before", "not_after");
        }
    }

    @Test
    void theServerIsAskedForTheHostByName() throws Exception {
        try (TlsServer server = TlsServer.showing(good)) {
            check(server.port()).check(TIMEOUT);
            await().untilAsserted(() -> assertThat(server.askedFor()).containsExactly("localhost"));
        }
    }

    @Test
    void everyRunLooksAtTheCertificateAnew() throws Exception {
        try (TlsServer server = TlsServer.showing(good)) {
            CertificateCheck check = check(server.port());
            for (int run = 0; run < 3; run++) {
                assertThat(check.check(TIMEOUT).details()).containsEntry("subject", "CN=localhost");
            }
        }
    }

    @Test
    void timePasses() throws Exception {
        try (TlsServer server = TlsServer.showing(good)) {
            CertificateCheck check = check(server.port());
            assertThat(check.clock(inDays(38)).check(TIMEOUT)).hasToString("healthy (ok)");
            CheckResult soon = check.clock(inDays(40)).check(TIMEOUT);
            assertThat(soon).hasToString("degraded (certificate_expires_soon)");
            assertThat(soon.details()).containsEntry("days_left", "19");
            assertThat(check.degradedBefore(Duration.ofDays(10))
                            .clock(inDays(40))
                            .check(TIMEOUT))
                    .hasToString("healthy (ok)");
            CheckResult late = check.clock(inDays(61)).check(TIMEOUT);
            assertThat(late).hasToString("unhealthy (certificate_expired)");
            assertThat(late.details()).containsEntry("days_left", "-2");
        }
    }

    @Test
    void aCertificateThatIsNotGoodIsLookedAtAllTheSame() throws Exception {
        assertShown(certificates.expired(), "unhealthy (certificate_expired)", "CN=Authority");
        assertShown(certificates.notYetValid(), "unhealthy (certificate_not_yet_valid)", "CN=Authority");
        assertShown(certificates.ofAnotherHost(), "unhealthy (wrong_host)", "CN=Authority");
        assertShown(certificates.selfSigned(), "unhealthy (certificate_not_trusted)", "CN=localhost");
        assertShown(certificates.ofAnExpiredIntermediate(), "unhealthy (certificate_expired)", "CN=Between");
    }

    private static void assertShown(KeyStore certificate, String result, String issuer) throws Exception {
        try (TlsServer server = TlsServer.showing(certificate)) {
            CheckResult seen = check(server.port()).check(TIMEOUT);
            assertThat(seen).hasToString(result);
            assertThat(seen.details()).containsEntry("issuer", issuer).containsKey("days_left");
        }
    }

    @Test
    void whomTheJvmTrustsIsWhatCountsUnlessOneSaysOtherwise() throws Exception {
        try (TlsServer server = TlsServer.showing(good)) {
            assertThat(CertificateCheck.of("localhost", server.port()).check(TIMEOUT))
                    .hasToString("unhealthy (certificate_not_trusted)");
        }
    }

    @Test
    void anAddressMustBeInTheCertificateToo() throws Exception {
        try (TlsServer server = TlsServer.showing(good)) {
            assertThat(CertificateCheck.of("127.0.0.1", server.port())
                            .trusting(authority)
                            .check(TIMEOUT))
                    .hasToString("unhealthy (wrong_host)");
        }
    }

    @Test
    void aServerThatWantsACertificateOfItsClientsIsLookedAtToo() throws Exception {
        try (TlsServer server = TlsServer.demandingOneToo(good)) {
            assertThat(check(server.port()).check(TIMEOUT)).hasToString("healthy (ok)");
        }
    }

    @Test
    void aServerThatDoesNotSpeakTlsHasShownNoCertificate() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("220 mail ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException gone) {
                    return;
                }
            });
            answering.start();
            assertThat(check(plain.getLocalPort()).check(TIMEOUT)).hasToString("unhealthy (tls_failed)");
            answering.join();
        }
    }

    @Test
    void aHandshakeThatNeverEndsEndsInTime() throws Exception {
        Duration timeout = Duration.ofMillis(600);
        try (TlsServer server = TlsServer.showing(good);
                TcpForwarder network = TcpForwarder.to(server.port())) {
            assertThat(check(network.port()).check(TIMEOUT)).hasToString("healthy (ok)");
            network.freeze();
            long begin = System.nanoTime();
            assertThat(check(network.port()).check(timeout)).hasToString("unhealthy (timed_out)");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(timeout.plusSeconds(2));
        }
    }

    @Test
    void norDoesOneThatTrickles() throws Exception {
        Duration timeout = Duration.ofMillis(600);
        try (ServerSocket trickling = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread sending = new Thread(() -> trickleAHandshake(trickling));
            sending.start();
            long begin = System.nanoTime();
            assertThat(check(trickling.getLocalPort()).check(timeout)).hasToString("unhealthy (timed_out)");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(timeout.plusSeconds(2));
            sending.join();
        }
    }

    /** A TLS record of 16 KiB, a byte at a time. */
    private static void trickleAHandshake(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.getOutputStream().write(new byte[] {22, 3, 3, 64, 0});
            while (true) {
                socket.getOutputStream().write(2);
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException gone) {
            return;
        }
    }

    @Test
    void theNetworkFails() throws Exception {
        try (TcpForwarder network = TcpForwarder.to(1)) {
            network.refuse();
            assertThat(check(network.port()).check(TIMEOUT)).hasToString("unhealthy (connection_refused)");
        }
        assertThat(CertificateCheck.of("no-such-host.invalid", 443).check(TIMEOUT))
                .hasToString("unhealthy (unknown_host)");
    }

    @Test
    void theDefaultSettingsSuitSomethingThatChangesSeldom() {
        CertificateCheck check = CertificateCheck.of("example.com", 443);
        assertThat(check.defaultSettings().interval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(check.defaultSettings().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(check.faults(check.defaultSettings())).isEmpty();
    }

    @Test
    void whatIsWrongIsToldAllTogether() {
        assertThat(CertificateCheck.of("https://example.com", 0)
                        .degradedBefore(Duration.ofDays(-1))
                        .faults(CheckSettings.defaults()))
                .containsExactly(
                        "host must be a name or an address alone, without scheme, port or path, was"
                                + " 'https://example.com'",
                        "port must be from 1 to 65535, was 0",
                        "degradedBefore must be from PT0S to PT87600H, was PT-24H");
    }

    private static CertificateCheck check(int port) {
        return CertificateCheck.of("localhost", port).trusting(authority);
    }

    private static Clock inDays(int days) {
        return Clock.offset(Clock.system(ZoneOffset.UTC), Duration.ofDays(days));
    }
}
