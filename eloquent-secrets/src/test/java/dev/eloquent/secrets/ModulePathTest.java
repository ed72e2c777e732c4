package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.ModulePath;
import dev.eloquent.testing.ModulePathProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
        try (ChildJvm child = start("opens service to dev.eloquent.secrets;", ModulePath.ofUsers(Secrets.class))) {
            assertThat(child.awaitLine("loaded ", LIMIT))
                    .isEqualTo("loaded service in module service from module dev.eloquent.secrets");
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
        }
        assertThat(aws.calls("GetSecretValue")).isEqualTo(1);
    }

    /** Control: it is a module indeed, and a record that is not open to ours cannot be made. The error says what helps. */
    @Test
    void control_aRecordThatIsNotOpenIsToldWithWhatHelps() throws IOException {
        try (ChildJvm child = start("", ModulePath.ofUsers(Secrets.class))) {
            assertThat(child.awaitLine("failed ", LIMIT))
                    .endsWith("login: service.Service$Login cannot be made from here: let its module open package"
                            + " service to dev.eloquent.secrets");
        }
    }

    /** Control: there is nothing but the module path. Without one of the jars the JVM does not boot. */
    @Test
    void control_withoutOneOfTheRuntimeJarsItDoesNotBoot() throws IOException {
        ModulePath some = ModulePath.ofUsers(Secrets.class).without("url-connection-client");
        try (ChildJvm child = start("opens service to dev.eloquent.secrets;", some)) {
            assertThat(child.awaitLine("java.lang.module.FindException", LIMIT))
                    .contains("Module software.amazon.awssdk.http.urlconnection not found");
            assertThat(child.awaitExit(LIMIT)).hasValue(1);
        }
    }

    private ChildJvm start(String opening, ModulePath path) throws IOException {
        return ModulePathProgram.compile(
                        folder, SERVICE, "requires dev.eloquent.secrets; " + opening, ModulePath.ofUsers(Secrets.class))
                .with(path)
                .env("AWS_REGION", "eu-central-1")
                .env("AWS_ACCESS_KEY_ID", "local")
                .env("AWS_SECRET_ACCESS_KEY", "local")
                .env("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.endpoint().toString())
                .start();
    }
}
