package dev.eloquent.benchmarks.secrets;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.secrets.SecretsManagerSource;
import dev.eloquent.secrets.jdbc.DatabaseLogin;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.lambda.powertools.parameters.cache.CacheManager;
import software.amazon.lambda.powertools.parameters.secrets.SecretsProvider;

/**
 * What does it cost to read a secret that is known, as text and as what a JSON object has been made of? Nobody's cache
 * expires meanwhile.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CachedSecret {
    private static final String TEXT = "service/openai";
    private static final String JSON = "service/database";
    final StandIn standIn = new StandIn();
    private final Secrets secrets;
    private final Secret<SecretText> text;
    private final Secret<DatabaseLogin> json;
    private final SecretCache cache;
    private final SecretsProvider provider;
    private final ObjectMapper jackson = new ObjectMapper();
    private final Map<String, String> map = new ConcurrentHashMap<>(Map.of(TEXT, "sk-an-api-key-of-some-length"));
    private volatile String field = "sk-an-api-key-of-some-length";

    public CachedSecret() {
        this(Duration.ofDays(1));
    }

    /** With caches that ask again after that. */
    CachedSecret(Duration age) {
        SecretSpec<SecretText> textSpec =
                SecretSpec.text(TEXT).hardAge(Duration.ofDays(2)).softAge(age);
        SecretSpec<DatabaseLogin> jsonSpec = SecretSpec.json(JSON, DatabaseLogin.class)
                .hardAge(Duration.ofDays(2))
                .softAge(age);
        secrets = Secrets.from(SecretsManagerSource.of(standIn.client)).load(textSpec, jsonSpec);
        text = secrets.get(textSpec);
        json = secrets.get(jsonSpec);
        cache = new SecretCache(
                new SecretCacheConfiguration().withClient(standIn.client).withCacheItemTTL(age.toMillis()));
        CacheManager caches = new CacheManager();
        caches.setDefaultExpirationTime(age);
        provider = SecretsProvider.builder()
                .withClient(standIn.client)
                .withCacheManager(caches)
                .build();
    }

    @Setup
    public void fill() {
        cache.getSecretString(TEXT);
        cache.getSecretString(JSON);
        provider.get(TEXT);
        provider.get(JSON);
    }

    @TearDown
    public void close() {
        cache.close();
        secrets.close();
        standIn.close();
    }

    @Benchmark
    public String eloquentText() {
        return text.get().reveal();
    }

    @Benchmark
    public Object eloquentJson() {
        return json.get();
    }

    @Benchmark
    public String cachingText() {
        return cache.getSecretString(TEXT);
    }

    @Benchmark
    public Object cachingJson() throws Exception {
        return jackson.readTree(cache.getSecretString(JSON));
    }

    @Benchmark
    public String powertoolsText() {
        return provider.get(TEXT);
    }

    /** The least that a cache by name could do. */
    @Benchmark
    public @Nullable Object jdkMap() {
        return map.get(TEXT);
    }

    /** The least that there is. */
    @Benchmark
    public String jdkVolatile() {
        return field;
    }
}
