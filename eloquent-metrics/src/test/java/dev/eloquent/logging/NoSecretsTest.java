package dev.eloquent.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** JVMs that ask AWS for a secret, with the root of the log at TRACE. */
final class NoSecretsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static List<String> log(String configuration) {
        try (ChildJvm child = ChildJvm.of(SigningChild.class)
                .jvmArgs(
                        "-Dlogback.configurationFile=dev/eloquent/logging/logback-" + configuration + ".xml",
                        "-DLEVEL=TRACE")
                .start()) {
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
            return List.copyOf(child.stdout());
        }
    }

    @Test
    void neitherSecretNorSessionTokenIsLoggedAtTrace() {
        assertThat(log("ours"))
                .anyMatch(line -> line.contains("\"DEBUG\"") && line.contains("read: true"))
                .anyMatch(line -> line.contains("\"logger\":\"software.amazon.awssdk.request\""))
                .noneMatch(line -> line.contains("planted"));
    }

    /** Control: without the file the token is; the secret, which came in the answer's body, is not. */
    @Test
    void control_theSignerLogsTheSessionToken() {
        assertThat(log("console"))
                .anyMatch(line -> line.contains("DefaultV4RequestSigner") && line.contains(SigningChild.TOKEN))
                .noneMatch(line -> line.contains(SigningChild.SECRET));
    }
}
