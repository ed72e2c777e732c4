package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that is a module of its own, with our module and its runtime jars on the module path and nothing on the class
 * path; all other tests are on the class path.
 */
final class ModulePathTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String SERVICE = """
            package service;

            import dev.eloquent.secrets.SecretSpec;
            import dev.eloquent.secrets.SecretText;
            import dev.eloquent.secrets.Secrets;
            import dev.eloquent.secrets.SecretsUnavailableException;

            public final class Service {
                record Login(String username, SecretText password) {}

                static final SecretSpec<Login> LOGIN = SecretSpec.json("login", Login.class);

                public static void main(String[] args) {
                    try (Secrets secrets = Secrets.load(LOGIN)) {
                        System.out.println("loaded " + secrets.get(LOGIN).get().username() + " in "
                                + Service.class.getModule() + " from " + Secrets.class.getModule());
                    } catch (SecretsUnavailableException e) {
                        System.out.println("failed " + e.getMessage().replace("\\n", " "));
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    private final LocalSecretsManager aws = LocalSecretsManager.region("eu-central-1")
            .secret("login", "{\"username\":\"service\",\"password\":\"planted-password\"}")
            .start();

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void onTheModulePathSecretsAreLoadedAndRecordsBound() throws IOException {
        try (ChildJvm child = start("opens service to dev.eloquent.secrets;", runtimeJars())) {
            assertThat(child.awaitLine("loaded ", LIMIT))
                    .isEqualTo("loaded service in module service from module dev.eloquent.secrets");
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
        }
        assertThat(aws.calls("GetSecretValue")).isEqualTo(1);
    }

    /** Control: it is a module indeed, and a record that is not open to ours cannot be made. The error says what helps. */
    @Test
    void control_aRecordThatIsNotOpenIsToldWithWhatHelps() throws IOException {
        try (ChildJvm child = start("", runtimeJars())) {
            assertThat(child.awaitLine("failed ", LIMIT))
                    .endsWith("login: service.Service$Login cannot be made from here: let its module open package"
                            + " service to dev.eloquent.secrets");
        }
    }

    /** Control: there is nothing but the module path. Without one of the jars the JVM does not boot. */
    @Test
    void control_withoutOneOfTheRuntimeJarsItDoesNotBoot() throws IOException {
        List<Path> some = runtimeJars().stream()
                .filter(jar -> !jar.getFileName().toString().startsWith("url-connection-client-"))
                .toList();
        try (ChildJvm child = start("opens service to dev.eloquent.secrets;", some)) {
            assertThat(child.awaitLine("java.lang.module.FindException", LIMIT))
                    .contains("Module software.amazon.awssdk.http.urlconnection not found");
            assertThat(child.awaitExit(LIMIT)).hasValue(1);
        }
    }

    private ChildJvm start(String declaration, List<Path> jars) throws IOException {
        Path service = folder.resolve("service");
        Path sources = Files.createDirectories(folder.resolve("sources/service"));
        Path main = Files.writeString(sources.resolve("Service.java"), SERVICE);
        Path module = Files.writeString(
                sources.resolveSibling("module-info.java"),
                "module service { requires dev.eloquent.secrets; " + declaration + " }");
        javac("-d", service.toString(), "--module-path", path(runtimeJars()), main.toString(), module.toString());
        // What comes after the module are arguments of its main: the class path is empty.
        return ChildJvm.of(ModulePathTest.class)
                .jvmArgs(
                        "--module-path",
                        service + File.pathSeparator + path(jars),
                        "--module",
                        "service/service.Service")
                .env("AWS_REGION", "eu-central-1")
                .env("AWS_ACCESS_KEY_ID", "local")
                .env("AWS_SECRET_ACCESS_KEY", "local")
                .env("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.endpoint().toString())
                .start();
    }

    private static String path(List<Path> jars) {
        String ours = classPath()
                .filter(entry -> Files.exists(entry.resolve("dev/eloquent/secrets/Secrets.class")))
                .findFirst()
                .orElseThrow()
                .toString();
        return String.join(
                File.pathSeparator,
                Stream.concat(Stream.of(ours), jars.stream().map(Path::toString))
                        .toList());
    }

    /** Those that a user of the library gets, and no others that only the tests have. */
    private static List<Path> runtimeJars() throws IOException {
        List<Path> jars = new ArrayList<>();
        List<String> promised = Files.readAllLines(Path.of("runtime-jars.txt"));
        for (String artifact : promised) {
            Path folder = Path.of(artifact.substring(0, artifact.indexOf(':')).replace('.', '/'))
                    .resolve(artifact.substring(artifact.indexOf(':') + 1));
            // Such as .../group/artifact/version/artifact-version.jar.
            classPath()
                    .filter(jar -> jar.getNameCount() > 3
                            && jar.getParent().getParent().endsWith(folder))
                    .forEach(jars::add);
        }
        assertThat(jars).hasSameSizeAs(promised);
        return jars;
    }

    private static Stream<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of);
    }

    private static void javac(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments);
        assertThat(code).as(said.toString()).isZero();
    }
}
