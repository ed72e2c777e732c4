package dev.eloquent.metrics.cloudwatch;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * What metrics cost in a month of 730 hours, in US dollars, if each has data in every hour: the most that CloudWatch asks
 * for them. Alarms, dashboards and reads are not part of it, nor what an account has free.
 *
 * @param metrics how many, each of a name and its dimensions; tasks share them
 * @param calls of PutMetricData, of all tasks
 * @param forMetrics the price of the metrics
 * @param forCalls the price of the calls
 * @param origin where and when the prices were read
 */
public record MonthlyCost(long metrics, long calls, BigDecimal forMetrics, BigDecimal forCalls, String origin) {
    private static final long SECONDS = Duration.ofHours(730).toSeconds();
    private static final Prices PRICES = Prices.read();

    /**
     * An estimate without a registry.
     *
     * @param metrics 0 or more
     * @param callsAStep of one task, at least 1 per 1,000 metrics
     * @param step as the registry's
     * @param tasks that publish the same metrics; 1 or more
     */
    public static MonthlyCost of(long metrics, long callsAStep, Duration step, int tasks) {
        if (metrics < 0 || callsAStep < 0 || step.compareTo(Duration.ofSeconds(1)) < 0 || tasks < 1) {
            throw new IllegalArgumentException(
                    "metrics and callsAStep must be 0 or more, step PT1S or more and tasks 1 or" + " more, were "
                            + metrics + ", " + callsAStep + ", " + step + " and " + tasks);
        }
        long calls = callsAStep * tasks * (SECONDS / step.toSeconds());
        return new MonthlyCost(metrics, calls, PRICES.metrics(metrics), PRICES.calls(calls), PRICES.origin());
    }

    /** Both together. */
    public BigDecimal total() {
        return forMetrics.add(forCalls);
    }

    @Override
    public String toString() {
        return metrics + " metrics = $" + money(forMetrics) + " a month, " + calls + " calls = $" + money(forCalls)
                + " (" + origin + ")";
    }

    private static String money(BigDecimal dollars) {
        return dollars.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
