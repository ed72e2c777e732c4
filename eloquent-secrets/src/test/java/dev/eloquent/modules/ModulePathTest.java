package dev.eloquent.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On the module path what users get starts as it is, and the SDK's modules with it. */
final class ModulePathTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final LocalSecretsManager aws = LocalSecretsManager.region("eu-central-1")
            .secret("one", "planted-first")
            .start();

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void onTheModulePathEverythingIsAModule() throws IOException {
        try (ChildJvm service = service()
                .jvmArgs("--module-path", modulePath(), "--add-modules", "dev.eloquent.secrets")
                .start()) {
            assertThat(service.awaitLine("loaded ", LIMIT))
                    .isEqualTo("loaded SecretText[masked] by module dev.eloquent.secrets and module"
                            + " software.amazon.awssdk.services.secretsmanager");
        }
    }

    @Test
    void onTheClassPathNothingIs() {
        try (ChildJvm service = service().start()) {
            assertThat(service.awaitLine("loaded ", LIMIT))
                    .startsWith("loaded SecretText[masked] by unnamed module ")
                    .contains(" and unnamed module ");
        }
    }

    private ChildJvm.Builder service() {
        return ChildJvm.of(ModularService.class)
                .env("AWS_REGION", "eu-central-1")
                .env("AWS_ACCESS_KEY_ID", "local")
                .env("AWS_SECRET_ACCESS_KEY", "local")
                .env("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.endpoint().toString());
    }

    /** Our classes, and the jars that users get with them. */
    private static String modulePath() throws IOException {
        List<String> jars = Files.readAllLines(Path.of("runtime-jars.txt")).stream()
                .map(jar -> jar.substring(jar.indexOf(':') + 1))
                .toList();
        String path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry ->
                        entry.endsWith("eloquent-secrets" + File.separator + "target" + File.separator + "classes")
                                || jars.stream().anyMatch(jar -> isJar(entry, jar)))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(path.split(File.pathSeparator, -1)).hasSize(jars.size() + 1);
        return path;
    }

    private static boolean isJar(String entry, String artifact) {
        return Path.of(entry).getFileName().toString().matches(artifact + "-[0-9].*\\.jar");
    }
}
