package dev.eloquent.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Objects;

/** What is done with the address of a server. */
final class Address {
    private Address() {}

    /** The same with another timeout; the given one may be shared with others. */
    static RedisURI within(RedisURI address, Duration timeout) {
        if (address.getSentinels().isEmpty()) {
            return RedisURI.builder(address).withTimeout(timeout).build();
        }
        // The builder that copies leaves the sentinels out.
        RedisURI.Builder copy = RedisURI.builder()
                .withSentinelMasterId(address.getSentinelMasterId())
                .withDatabase(address.getDatabase())
                .withSsl(address)
                .withAuthentication(address)
                .withTimeout(timeout);
        address.getSentinels().forEach(sentinel -> copy.withSentinel(within(sentinel, timeout)));
        if (address.getClientName() != null) {
            copy.withClientName(address.getClientName());
        }
        return copy.build();
    }

    /** For messages: without user or password. */
    static String shown(RedisURI address) {
        return address.getHost() == null
                ? Objects.requireNonNullElse(address.getSocket(), "the sentinels' " + address.getSentinelMasterId())
                : address.getHost() + ":" + address.getPort();
    }
}
