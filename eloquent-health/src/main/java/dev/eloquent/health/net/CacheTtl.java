package dev.eloquent.health.net;

import java.util.Optional;
import java.util.function.Function;

/**
 * For how long the JDK caches what it learned of a name, and who said so.
 *
 * @param property the security property that rules
 * @param seconds negative for ever
 * @param source who said so, for people
 */
record CacheTtl(String property, int seconds, String source) {
    /**
     * Reads as the JDK does when it looks up its first name: the security property, else the system property, else its
     * default; what is no number does not count.
     */
    static CacheTtl read(
            String property,
            String systemProperty,
            int byDefault,
            Function<String, Optional<String>> security,
            Function<String, Optional<String>> system) {
        Optional<CacheTtl> bySecurity = security.apply(property)
                .flatMap(CacheTtl::number)
                .map(seconds -> new CacheTtl(property, seconds, "a security property"));
        Optional<CacheTtl> bySystem = system.apply(systemProperty)
                .flatMap(CacheTtl::number)
                .map(seconds -> new CacheTtl(property, seconds, "-D" + systemProperty));
        return bySecurity.or(() -> bySystem).orElseGet(() -> new CacheTtl(property, byDefault, "the JDK's default"));
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean isLongerThan(long limitSeconds) {
        return seconds < 0 || seconds > limitSeconds;
    }

    /** As a detail: what it is and who said so. */
    String told() {
        return (seconds < 0 ? "for ever" : seconds + " s") + ", by " + source;
    }
}
