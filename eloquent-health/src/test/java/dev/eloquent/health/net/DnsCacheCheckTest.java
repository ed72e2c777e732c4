package dev.eloquent.health.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings as the JDK reads them, and those of a real JVM. */
final class DnsCacheCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String TTL = "networkaddress.cache.ttl";
    private static final String NEGATIVE = "networkaddress.cache.negative.ttl";

    @Test
    void theJdksDefaultsAreTooLongAndTheRemedyIsTold() {
        CheckResult result = check(Map.of(NEGATIVE, "10"), Map.of());
        assertThat(result.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(result.reason()).isEqualTo(DnsCacheCheck.DNS_CACHED_TOO_LONG);
        assertThat(result.details())
                .containsExactly(
                        Map.entry(TTL, "30 s, by the JDK's default"),
                        Map.entry(NEGATIVE, "10 s, by a security property"),
                        Map.entry("rule", TTL + " at most 2 and " + NEGATIVE + " at most 1"),
                        Map.entry(
                                "remedy",
                                "first in main: Security.setProperty(\"networkaddress.cache.ttl\", \"2\");"
                                        + " Security.setProperty(\"networkaddress.cache.negative.ttl\", \"1\");"
                                        + " or a file with networkaddress.cache.ttl=2 and"
                                        + " networkaddress.cache.negative.ttl=1,"
                                        + " named by -Djava.security.properties=FILE"));
    }

    @Test
    void theRemedyNamesOnlyWhatIsWrong() {
        CheckResult result = check(Map.of(TTL, "2", NEGATIVE, "10"), Map.of());
        assertThat(result.details())
                .containsEntry("rule", NEGATIVE + " at most 1")
                .containsEntry(
                        "remedy",
                        "first in main: Security.setProperty(\"networkaddress.cache.negative.ttl\", \"1\"); or a file with"
                                + " networkaddress.cache.negative.ttl=1, named by -Djava.security.properties=FILE");
    }

    @Test
    void valuesWithinTheLimitsAreHealthy() {
        CheckResult result = check(Map.of(TTL, "2", NEGATIVE, "1"), Map.of());
        assertThat(result.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(result.details()).containsOnlyKeys(TTL, NEGATIVE);
        assertThat(check(Map.of(TTL, "0", NEGATIVE, "0"), Map.of()).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void aNegativeValueIsForEver() {
        CheckResult result = check(Map.of(TTL, "-1", NEGATIVE, "1"), Map.of());
        assertThat(result.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(result.details()).containsEntry(TTL, "for ever, by a security property");
    }

    @Test
    void aSystemPropertyCountsOnlyWhereNoSecurityPropertyDoes() {
        Map<String, String> system = Map.of("sun.net.inetaddr.ttl", "2", "sun.net.inetaddr.negative.ttl", "1");
        assertThat(check(Map.of(NEGATIVE, "10"), system).details())
                .containsEntry(TTL, "2 s, by -Dsun.net.inetaddr.ttl")
                .containsEntry(NEGATIVE, "10 s, by a security property");
        assertThat(check(Map.of(TTL, "soon", NEGATIVE, ""), system).status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(check(Map.of(TTL, "soon", NEGATIVE, ""), Map.of()).details())
                .containsEntry(TTL, "30 s, by the JDK's default")
                .containsEntry(NEGATIVE, "0 s, by the JDK's default");
    }

    @Test
    void limitsOfOnesOwn() {
        DnsCacheCheck amazons = settings(Map.of(TTL, "5", NEGATIVE, "10"), Map.of())
                .maxTtl(Duration.ofSeconds(5))
                .maxNegativeTtl(Duration.ofSeconds(10));
        assertThat(amazons.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(amazons.maxTtl(Duration.ofMillis(1500))
                        .maxNegativeTtl(Duration.ofSeconds(-1))
                        .faults(CheckSettings.defaults()))
                .containsExactly(
                        "maxTtl must be whole seconds, 0 or more, as the JDK's settings are, was PT1.5S",
                        "maxNegativeTtl must be whole seconds, 0 or more, as the JDK's settings are, was PT-1S");
    }

    @Test
    void itIsLocalFromTheStart() {
        assertThat(DnsCacheCheck.create().defaultSettings().local()).isTrue();
    }

    @Test
    void aRealJvmHasTheDefaultsThatTheRemedyChanges(@TempDir Path directory) throws IOException {
        assertThat(seenBy()).isEqualTo("degraded (dns_cached_too_long)");
        assertThat(seenBy("-Dsun.net.inetaddr.ttl=2", "-Dsun.net.inetaddr.negative.ttl=1"))
                .as("java.security has a value for the negative one")
                .isEqualTo("degraded (dns_cached_too_long)");
        Path file = Files.writeString(
                directory.resolve("dns.security"), "networkaddress.cache.ttl=2\nnetworkaddress.cache.negative.ttl=1\n");
        assertThat(seenBy("-Djava.security.properties=" + file)).isEqualTo("healthy (ok)");
    }

    private static String seenBy(String... jvmArgs) {
        try (ChildJvm child = ChildJvm.of(Asked.class).jvmArgs(jvmArgs).start()) {
            return child.awaitLine("seen: ", Duration.ofSeconds(20)).substring("seen: ".length());
        }
    }

    private static CheckResult check(Map<String, String> security, Map<String, String> system) {
        return settings(security, system).check(TIMEOUT);
    }

    private static DnsCacheCheck settings(Map<String, String> security, Map<String, String> system) {
        return new DnsCacheCheck(
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                name -> Optional.ofNullable(security.get(name)),
                name -> Optional.ofNullable(system.get(name)));
    }

    static final class Asked {
        private Asked() {}

        public static void main(String[] args) {
            System.out.println("seen: " + DnsCacheCheck.create().check(TIMEOUT));
        }
    }
}
