package dev.eloquent.benchmarks.secrets;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.secrets.SecretsManagerSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import software.amazon.lambda.powertools.parameters.secrets.SecretsProvider;

/** How long does it take until fifty secrets are there, if each call takes 10 ms? The client is built and warm. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
public class ColdStart {
    private static final SecretSpec<?>[] SPECS = IntStream.range(0, StandIn.SECRETS)
            .mapToObj(i -> SecretSpec.text(StandIn.name(i)))
            .toArray(SecretSpec<?>[]::new);

    final StandIn standIn = new StandIn();

    @Setup
    public void slow() {
        standIn.delay(Duration.ofMillis(10));
    }

    @TearDown
    public void close() {
        standIn.close();
    }

    @Benchmark
    public Object eloquentText() {
        try (Secrets secrets =
                Secrets.from(SecretsManagerSource.of(standIn.client)).load(SPECS)) {
            return secrets;
        }
    }

    @Benchmark
    public String cachingText() {
        try (SecretCache cache = new SecretCache(new SecretCacheConfiguration().withClient(standIn.client))) {
            String last = "";
            for (int i = 0; i < StandIn.SECRETS; i++) {
                last = cache.getSecretString(StandIn.name(i));
            }
            return last;
        }
    }

    @Benchmark
    public String powertoolsText() {
        SecretsProvider provider =
                SecretsProvider.builder().withClient(standIn.client).build();
        String last = "";
        for (int i = 0; i < StandIn.SECRETS; i++) {
            last = provider.get(StandIn.name(i));
        }
        return last;
    }
}
