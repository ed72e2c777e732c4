package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

final class LocalSecretsManagerThreadsTest {
    private static final int THREADS = 4;
    private static final int CALLS = 20;

    /** Each answer is of one moment, and no write is lost. */
    @Test
    void showsEveryOperationAsAWhole() throws Exception {
        try (LocalSecretsManager secretsManager = LocalSecretsManager.region("eu-central-1")
                        .secret("db", "0")
                        .start();
                SecretsManagerClient client = SdkClient.of(secretsManager)) {
            Callable<Void> work = () -> {
                for (int i = 0; i < CALLS; i++) {
                    client.putSecretValue(r -> r.secretId("db").secretString("x"));
                    secretsManager.rotate("db", "y");
                    assertThat(client.describeSecret(r -> r.secretId("db"))
                                    .versionIdsToStages()
                                    .values())
                            .containsExactlyInAnyOrder(
                                    List.of("AWSCURRENT"), List.of("AWSPREVIOUS"), List.of("AWSPENDING"));
                }
                return null;
            };
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<Void>> ends = new ArrayList<>(threads.invokeAll(Collections.nCopies(THREADS, work)));
            threads.shutdown();
            for (Future<Void> end : ends) {
                end.get();
            }
            assertThat(secretsManager.calls("PutSecretValue")).isEqualTo(THREADS * CALLS);
        }
    }
}
