package dev.eloquent.metrics.secrets;

import dev.eloquent.metrics.internal.FirstBinding;
import dev.eloquent.secrets.Secret;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How fresh secrets are, as meters: {@code telemetry.bind(SecretMeters.of(secrets.get(DATABASE), secrets.get(OPENAI)))}.
 *
 * <p>{@code eloquent.secrets.age} is how many seconds ago the source has confirmed the value, {@code
 * eloquent.secrets.stale} 1 once that is past the soft age, else 0, and {@code eloquent.secrets.rotations} counts new
 * values since the binding. The tag {@code secret} is the name, or the ARN, as it was declared. Names are no secrets: they
 * stand in the code, in IAM policies and in CloudTrail. No value is ever read.
 *
 * <p>Reading calls nobody. The meters hold the secrets for as long as the registry has them. Secrets of a lookup, whose
 * names come from outside, are not bound: their series would grow with the tenants.
 */
public final class SecretMeters implements MeterBinder {
    private static final String AGE = "eloquent.secrets.age";

    private final List<Secret<?>> secrets;

    private SecretMeters(List<Secret<?>> secrets) {
        this.secrets = secrets;
    }

    /**
     * Of these secrets.
     *
     * @throws IllegalArgumentException if there are none, or two of one name
     */
    public static SecretMeters of(Secret<?>... secrets) {
        if (secrets.length == 0) {
            throw new IllegalArgumentException("secrets must be 1 or more, were none; name those to be watched");
        }
        List<String> names =
                new ArrayList<>(Arrays.stream(secrets).map(Secret::name).toList());
        Set<String> distinct = new TreeSet<>(names);
        distinct.forEach(names::remove);
        if (!names.isEmpty()) {
            throw new IllegalArgumentException(
                    "secrets must have names of their own, these come twice: " + names + "; name one handle of each");
        }
        return new SecretMeters(List.of(secrets));
    }

    /** @throws IllegalStateException if the registry has meters of a secret of these names already; then none is bound */
    @Override
    public void bindTo(MeterRegistry registry) {
        for (Secret<?> secret : secrets) {
            FirstBinding.require(
                    registry, AGE, tags(secret), "secret '" + secret.name() + "'", "name it in one binding only");
        }
        secrets.forEach(secret -> bind(registry, secret));
    }

    private static void bind(MeterRegistry registry, Secret<?> secret) {
        Tags tags = tags(secret);
        Gauge.builder(AGE, () -> secret.age().toMillis() / 1000.0)
                .tags(tags)
                .baseUnit("seconds")
                .description("Since the source has confirmed the secret")
                .register(registry);
        Gauge.builder("eloquent.secrets.stale", () -> secret.isStale() ? 1 : 0)
                .tags(tags)
                .description("1 if the secret is past its soft age, else 0")
                .register(registry);
        Counter rotations = Counter.builder("eloquent.secrets.rotations")
                .tags(tags)
                .description("New values of the secret")
                .register(registry);
        secret.onChange((before, now) -> rotations.increment());
    }

    private static Tags tags(Secret<?> secret) {
        return Tags.of("secret", secret.name());
    }
}
