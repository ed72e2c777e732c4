package dev.eloquent.local.secretsmanager;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * All secrets, in the order in which they were created. Whoever uses it, or a {@link Secret} of it, holds its monitor: an
 * operation is to be seen as a whole or not at all.
 */
final class SecretStore {
    static final String ACCOUNT = "111122223333";

    /** How a name must be; it may have the exclamation mark of those that AWS itself manages. */
    static final String NAME = "[A-Za-z0-9/_+=.@!-]{1,512}";

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SUFFIX = 6;
    private static final String FULL_ARN = ".+-[A-Za-z0-9]{" + SUFFIX + "}";

    private final String prefix;
    private final InstantSource clock;
    private final Random random;
    private final Map<String, Secret> secrets = new LinkedHashMap<>();

    SecretStore(String region, InstantSource clock, Random random) {
        this.prefix = "arn:" + partition(region) + ":secretsmanager:" + region + ":" + ACCOUNT + ":secret:";
        this.clock = clock;
        this.random = random;
    }

    private static String partition(String region) {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    Instant now() {
        return clock.instant();
    }

    String newVersion() {
        return UUID.randomUUID().toString();
    }

    /** One that has no version yet. */
    Secret create(String name) {
        Secret secret = new Secret(name, newArn(name), now());
        secrets.remove(name);
        secrets.put(name, secret);
        return secret;
    }

    /** One that nothing else has had: a secret that is created again has another ARN. */
    String newArn(String name) {
        StringBuilder arn = new StringBuilder(prefix).append(name).append('-');
        random.ints(SUFFIX, 0, LETTERS.length()).forEach(at -> arn.append(LETTERS.charAt(at)));
        return arn.toString();
    }

    Optional<Secret> named(String name) {
        return Optional.ofNullable(secrets.get(name)).filter(secret -> !isOver(secret));
    }

    /**
     * By name, ARN, or ARN without the six characters at its end. As AWS warns, a partial ARN that ends as if it had them
     * is taken for a full one, and finds nothing.
     */
    Optional<Secret> find(String id) {
        if (!id.startsWith(prefix)) {
            return named(id);
        }
        String rest = id.substring(prefix.length());
        return rest.matches(FULL_ARN)
                ? named(rest.substring(0, rest.length() - SUFFIX - 1))
                        .filter(secret -> secret.arn().equals(id))
                : named(rest);
    }

    List<Secret> all() {
        secrets.values().removeIf(this::isOver);
        return List.copyOf(secrets.values());
    }

    void remove(String name) {
        secrets.remove(name);
    }

    private boolean isOver(Secret secret) {
        return secret.deletion().filter(from -> !now().isBefore(from)).isPresent();
    }
}
