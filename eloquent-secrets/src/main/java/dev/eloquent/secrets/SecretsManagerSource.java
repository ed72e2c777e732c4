package dev.eloquent.secrets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * AWS Secrets Manager, through the AWS SDK. Current versions are fetched in batches of 20, beside each other; what a
 * batch does not deliver, previous and pending versions, and everything where the role may not use batches, one by one.
 *
 * <p>Region, credentials, endpoint, FIPS and dual-stack are the SDK's own settings ({@code AWS_REGION}, {@code
 * AWS_ENDPOINT_URL_SECRETS_MANAGER}, {@code AWS_USE_FIPS_ENDPOINT}, {@code AWS_USE_DUALSTACK_ENDPOINT} and so on). On ECS
 * the credentials are those of the <b>task role</b>. The SDK itself tries a call again before it fails.
 *
 * <p>Safe for use by several threads. {@link #fetch} blocks; eight threads of its own, daemons, make the calls.
 */
public final class SecretsManagerSource implements SecretSource {
    private static final Logger LOG = LoggerFactory.getLogger(SecretsManagerSource.class);

    /** The most that one BatchGetSecretValue takes. */
    private static final int BATCH = 20;

    private static final int THREADS = 8;

    private final SecretsManagerClient client;
    private final boolean owned;
    private final ExecutorService threads = threads();
    private volatile boolean batches = true;

    private SecretsManagerSource(SecretsManagerClient client, boolean owned) {
        this.client = Objects.requireNonNull(client, "client");
        this.owned = owned;
    }

    /**
     * With a client that is set up by the environment alone, as by any program of the SDK. Connecting may take 2 s, an
     * answer 5 s.
     *
     * @throws SecretsConfigurationException if the environment names no region, or is wrong in another way
     */
    public static SecretsManagerSource fromEnvironment() {
        try {
            return new SecretsManagerSource(
                    SecretsManagerClient.builder()
                            .httpClientBuilder(UrlConnectionHttpClient.builder()
                                    .connectionTimeout(Duration.ofSeconds(2))
                                    .socketTimeout(Duration.ofSeconds(5)))
                            .build(),
                    true);
        } catch (SdkException | IllegalArgumentException | NullPointerException wrong) {
            // It also throws what says nothing of settings, for an endpoint that is empty or no URL.
            throw new SecretsConfigurationException(
                    List.of("the AWS SDK cannot be set up; set AWS_REGION, which ECS sets"
                            + " for its tasks, and endpoints (AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ENDPOINT_URL) to a URL or not"
                            + " at all: " + wrong.getMessage()));
        }
    }

    /** With a client of yours, which stays yours to close. */
    public static SecretsManagerSource of(SecretsManagerClient client) {
        return new SecretsManagerSource(client, false);
    }

    private static ExecutorService threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), call -> {
                    Thread thread = new Thread(call, "eloquent-secrets-call-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Override
    public Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) throws InterruptedException {
        SecretCalls calls = new SecretCalls(client, region());
        Map<SecretRequest, SecretAnswer> answers = new HashMap<>();
        List<SecretRequest> current = requests.stream()
                .filter(request -> request.stage() == SecretStage.CURRENT)
                .toList();
        if (current.size() > 1 && batches) {
            answers.putAll(inBatches(calls, current));
        }
        List<Callable<Map.Entry<SecretRequest, SecretAnswer>>> singles = requests.stream()
                .filter(request -> !(answers.get(request) instanceof SecretAnswer.Found))
                .<Callable<Map.Entry<SecretRequest, SecretAnswer>>>map(
                        request -> () -> Map.entry(request, calls.one(request)))
                .toList();
        all(singles).forEach(answer -> answers.put(answer.getKey(), answer.getValue()));
        return answers;
    }

    private Map<SecretRequest, SecretAnswer> inBatches(SecretCalls calls, List<SecretRequest> requests)
            throws InterruptedException {
        List<Callable<SecretCalls.Batch>> chunks = new ArrayList<>();
        for (int from = 0; from < requests.size(); from += BATCH) {
            List<SecretRequest> chunk = requests.subList(from, Math.min(requests.size(), from + BATCH));
            chunks.add(() -> calls.batch(chunk));
        }
        Map<SecretRequest, SecretAnswer> answers = new HashMap<>();
        for (SecretCalls.Batch batch : all(chunks)) {
            answers.putAll(batch.answers());
            if (batch.denied() && batches) {
                batches = false;
                LOG.info(
                        "the role may not call secretsmanager:BatchGetSecretValue, or an endpoint policy forbids one of"
                                + " the secrets; from now on they are fetched one by one");
            }
        }
        return answers;
    }

    private <T> List<T> all(List<Callable<T>> calls) throws InterruptedException {
        List<T> results = new ArrayList<>();
        for (Future<T> result : threads.invokeAll(calls)) {
            try {
                results.add(result.get());
            } catch (ExecutionException bug) {
                throw new IllegalStateException("a call threw what it should have answered", bug.getCause());
            }
        }
        return results;
    }

    private String region() {
        return client.serviceClientConfiguration().region().id();
    }

    @Override
    public String description() {
        return "Secrets Manager in " + region();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        if (owned) {
            client.close();
        }
    }
}
