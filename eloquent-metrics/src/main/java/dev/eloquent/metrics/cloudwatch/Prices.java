package dev.eloquent.metrics.cloudwatch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What CloudWatch asks, from the one file that says so. */
final class Prices {
    private record Tier(long upTo, BigDecimal each) {}

    private final String origin;
    private final List<Tier> tiers;
    private final BigDecimal thousandCalls;

    private Prices(String origin, List<Tier> tiers, BigDecimal thousandCalls) {
        this.origin = origin;
        this.tiers = tiers;
        this.thousandCalls = thousandCalls;
    }

    static Prices read() {
        Properties file = new Properties();
        try (InputStream in = Prices.class.getResourceAsStream("prices.properties")) {
            if (in == null) {
                throw new IllegalStateException("prices.properties must be in the jar beside this class, was not");
            }
            file.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Tier> tiers = new ArrayList<>();
        for (String tier : value(file, "metrics.tiers").split(",", -1)) {
            int colon = tier.indexOf(':');
            String upTo = tier.substring(0, colon);
            tiers.add(new Tier(
                    upTo.equals("rest") ? Long.MAX_VALUE : Long.parseLong(upTo),
                    new BigDecimal(tier.substring(colon + 1))));
        }
        return new Prices(
                value(file, "region") + " on " + value(file, "date") + ", " + value(file, "source"),
                List.copyOf(tiers),
                new BigDecimal(value(file, "calls.thousand")));
    }

    private static String value(Properties file, String key) {
        String value = file.getProperty(key);
        if (value == null) {
            throw new IllegalStateException("prices.properties must have " + key + ", has not");
        }
        return value;
    }

    String origin() {
        return origin;
    }

    BigDecimal metrics(long number) {
        BigDecimal sum = BigDecimal.ZERO;
        long below = 0;
        for (Tier tier : tiers) {
            long inside = Math.max(0, Math.min(number, tier.upTo()) - below);
            sum = sum.add(tier.each().multiply(BigDecimal.valueOf(inside)));
            below = tier.upTo();
        }
        return sum;
    }

    BigDecimal calls(long number) {
        return thousandCalls.multiply(BigDecimal.valueOf(number)).movePointLeft(3);
    }
}
