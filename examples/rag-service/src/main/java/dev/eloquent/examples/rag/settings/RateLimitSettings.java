package dev.eloquent.examples.rag.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How often a client may ask under {@code /api}.
 *
 * @param originHeader the header by which CloudFront proves that a request came through it, if it does
 * @param redis the address of the Redis that counts, if one does
 */
public record RateLimitSettings(
        Store store, int perMinute, Clients clients, Optional<String> originHeader, Optional<String> redis) {
    private static final int USUAL = 1_000;
    private static final int MOST = 1_000_000;

    /** Who counts. */
    public enum Store {
        /** Each task for itself. */
        LOCAL,
        /** All of them together, in the service's database. */
        POSTGRES,
        /** All of them together, in a Redis. */
        REDIS
    }

    /** What is between a client and the service, by which its address is known. */
    public enum Clients {
        /** Nothing. */
        DIRECT,
        /** A load balancer. */
        ALB,
        /** CloudFront, then a load balancer. */
        CLOUDFRONT_ALB
    }

    /** Without a word about it, a laptop counts by itself; tasks count together, behind CloudFront and an ALB. */
    static RateLimitSettings of(Variables variables, boolean local) {
        String store = local
                ? variables.oneOf("RATE_LIMIT_STORE", "local", "postgres", "redis")
                : variables.oneOf("RATE_LIMIT_STORE", "postgres", "local", "redis");
        String clients = local
                ? variables.oneOf("CLIENT_ADDRESS", "direct", "alb", "cloudfront-alb")
                : variables.oneOf("CLIENT_ADDRESS", "cloudfront-alb", "alb", "direct");
        Optional<String> originHeader = originHeader(variables, clients);
        Optional<String> redis = variables.value("REDIS_URL");
        if (store.equals("redis") && redis.isEmpty()) {
            variables.fault("REDIS_URL must be set with RATE_LIMIT_STORE=redis: such as rediss://redis.internal:6379");
        } else if (!store.equals("redis") && redis.isPresent()) {
            variables.fault("REDIS_URL is for RATE_LIMIT_STORE=redis, which is " + store + ": leave out one");
        }
        redis.filter(url -> !isRedis(url)).ifPresent(url -> {
            // The value is not shown: such addresses often hold a password.
            variables.fault("REDIS_URL must be a URI of redis:// or rediss:// with a host, such as"
                    + " rediss://redis.internal:6379; what no URI may hold in a password is percent-encoded");
        });
        return new RateLimitSettings(
                Store.valueOf(word(store)), perMinute(variables), Clients.valueOf(word(clients)), originHeader, redis);
    }

    private static Optional<String> originHeader(Variables variables, String clients) {
        Optional<String> header = variables.value("ORIGIN_HEADER");
        if (header.isPresent() && !clients.equals("cloudfront-alb")) {
            variables.fault("ORIGIN_HEADER is for CLIENT_ADDRESS=cloudfront-alb, which is " + clients
                    + ": leave it out where CloudFront is not used");
        } else if (header.isEmpty() && variables.hasAny("ORIGIN_SECRET")) {
            variables.fault("ORIGIN_HEADER must be set with ORIGIN_SECRET: such as X-Origin-Verify");
        }
        header.filter(name -> !name.matches("[0-9A-Za-z-]{1,128}") || name.equalsIgnoreCase("X-Forwarded-For"))
                .ifPresent(name -> variables.fault("ORIGIN_HEADER must be a header of its own, with letters, digits and"
                        + " hyphens, such as X-Origin-Verify, was '" + name + "'"));
        return header;
    }

    /** Without the address, which may hold a password. */
    @Override
    public String toString() {
        return store + ", " + perMinute + " a minute, clients " + clients
                + originHeader.map(name -> " by " + name).orElse("");
    }

    @SuppressWarnings("UnusedException") // It quotes the address.
    private static boolean isRedis(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && List.of("redis", "rediss").contains(uri.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String word(String text) {
        return text.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static int perMinute(Variables variables) {
        String text = variables.value("RATE_LIMIT_PER_MINUTE").orElse(String.valueOf(USUAL));
        if (text.matches("[0-9]{1,7}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST) {
            return Integer.parseInt(text);
        }
        variables.fault("RATE_LIMIT_PER_MINUTE must be a number from 1 to " + MOST + ", was '" + text + "'");
        return USUAL;
    }
}
