package dev.eloquent.health.net;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.ReasonCode;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * Whether this JVM forgets what it learned of a name soon enough to follow a failover: degraded, {@code
 * dns_cached_too_long}, with the settings, the rule and the remedy among the private details.
 *
 * <p>By default the JDK keeps addresses for 30 s, and for 10 s that a name has none. The limits are 2 s and 1 s: with
 * what a connection pool waits between two attempts (up to 5 s with HikariCP) and a check each second they add up to
 * less than the ten seconds in which a service should be well again. A resolver keeps a record for its own TTL besides,
 * 5 s for Aurora.
 *
 * <p>The JDK reads the settings once, when it looks up its first name. Set later they have no effect, and that cannot be
 * seen from here: set them first in {@code main}, or in a file named by {@code -Djava.security.properties}. Looks
 * nothing up and does not block. {@linkplain CheckSettings#local() Local} by default. Immutable; each method returns a
 * changed check.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/core/java-networking.html">networkaddress.cache.ttl and .negative.ttl</a>
 */
public final class DnsCacheCheck implements HealthCheck {
    /** What was learned of a name is believed for longer than it should be. */
    public static final ReasonCode DNS_CACHED_TOO_LONG = new ReasonCode("dns_cached_too_long");

    private static final int JDK_TTL_SECONDS = 30;
    private static final Duration MAX_TTL = Duration.ofSeconds(2);
    private static final Duration MAX_NEGATIVE_TTL = Duration.ofSeconds(1);

    private final Duration maxTtl;
    private final Duration maxNegativeTtl;
    private final Function<String, Optional<String>> security;
    private final Function<String, Optional<String>> system;

    DnsCacheCheck(
            Duration maxTtl,
            Duration maxNegativeTtl,
            Function<String, Optional<String>> security,
            Function<String, Optional<String>> system) {
        this.maxTtl = maxTtl;
        this.maxNegativeTtl = maxNegativeTtl;
        this.security = security;
        this.system = system;
    }

    /** Checks the settings of this JVM. */
    public static DnsCacheCheck create() {
        return new DnsCacheCheck(
                MAX_TTL,
                MAX_NEGATIVE_TTL,
                name -> Optional.ofNullable(Security.getProperty(name)),
                name -> Optional.ofNullable(System.getProperty(name)));
    }

    /** For how long an address may be kept: whole seconds, 0 or more; default 2 s. */
    public DnsCacheCheck maxTtl(Duration limit) {
        return new DnsCacheCheck(Objects.requireNonNull(limit, "limit"), maxNegativeTtl, security, system);
    }

    /** For how long a name may be believed to have no address: whole seconds, 0 or more; default 1 s. */
    public DnsCacheCheck maxNegativeTtl(Duration limit) {
        return new DnsCacheCheck(maxTtl, Objects.requireNonNull(limit, "limit"), security, system);
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>();
        wholeSeconds(faults, "maxTtl", maxTtl);
        wholeSeconds(faults, "maxNegativeTtl", maxNegativeTtl);
        return faults;
    }

    private static void wholeSeconds(List<String> faults, String name, Duration limit) {
        if (limit.isNegative() || limit.toNanosPart() != 0) {
            faults.add(name + " must be whole seconds, 0 or more, as the JDK's settings are, was " + limit);
        }
    }

    @Override
    public CheckSettings defaultSettings() {
        return CheckSettings.defaults().onlyLocal();
    }

    @Override
    public CheckResult check(Duration timeout) {
        CacheTtl found =
                CacheTtl.read("networkaddress.cache.ttl", "sun.net.inetaddr.ttl", JDK_TTL_SECONDS, security, system);
        CacheTtl notFound = CacheTtl.read(
                "networkaddress.cache.negative.ttl", "sun.net.inetaddr.negative.ttl", 0, security, system);
        StringJoiner rule = new StringJoiner(" and ");
        StringJoiner inMain = new StringJoiner(" ", "first in main: ", "");
        StringJoiner inFile = new StringJoiner(" and ", "a file with ", ", named by -Djava.security.properties=FILE");
        for (Limit limit : List.of(new Limit(found, maxTtl), new Limit(notFound, maxNegativeTtl))) {
            if (limit.isBroken()) {
                rule.add(limit.rule());
                inMain.add(limit.statement());
                inFile.add(limit.line());
            }
        }
        boolean broken = rule.length() > 0;
        CheckResult result = (broken ? CheckResult.degraded(DNS_CACHED_TOO_LONG) : CheckResult.healthy())
                .with(found.property(), found.told())
                .with(notFound.property(), notFound.told());
        return broken ? result.with("rule", rule).with("remedy", inMain + " or " + inFile) : result;
    }

    private record Limit(CacheTtl ttl, Duration max) {
        boolean isBroken() {
            return ttl.isLongerThan(max.toSeconds());
        }

        String rule() {
            return ttl.property() + " at most " + max.toSeconds();
        }

        String statement() {
            return "Security.setProperty(\"" + ttl.property() + "\", \"" + max.toSeconds() + "\");";
        }

        String line() {
            return ttl.property() + "=" + max.toSeconds();
        }
    }
}
