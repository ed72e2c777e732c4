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
    private static final SecretSpec<SecretText> TEXT_SPEC = SecretSpec.text(TEXT);
    private static final SecretSpec<DatabaseLogin> JSON_SPEC = SecretSpec.json(JSON, DatabaseLogin.class);

    private final StandIn standIn = new StandIn();
    private final Secrets secrets =
            Secrets.from(SecretsManagerSource.of(standIn.client)).load(TEXT_SPEC, JSON_SPEC);
    private final Secret<SecretText> text = secrets.get(TEXT_SPEC);
    private final Secret<DatabaseLogin> json = secrets.get(JSON_SPEC);
    private final SecretCache cache = new SecretCache(
            new SecretCacheConfiguration().withClient(standIn.client).withCacheItemTTL(TimeUnit.HOURS.toMillis(24)));
    private final SecretsProvider provider = provider();
    private final ObjectMapper jackson = new ObjectMapper();
    private final Map<String, String> map = new ConcurrentHashMap<>(Map.of(TEXT, "sk-an-api-key-of-some-length"));
    private volatile String field = "sk-an-api-key-of-some-length";

    private SecretsProvider provider() {
        CacheManager caches = new CacheManager();
        caches.setDefaultExpirationTime(Duration.ofHours(24));
        return SecretsProvider.builder()
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
