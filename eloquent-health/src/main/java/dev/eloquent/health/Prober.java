package dev.eloquent.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who asks for a group, and thereby what its failure does. On ECS the failure of a load balancer's probe or of a
 * container health check means that the task is <em>replaced</em>: there is no "not ready but alive".
 */
public sealed interface Prober {
    /** People, dashboards and alarms: a failure replaces nothing. */
    static People people() {
        return new People();
    }

    /** An Application Load Balancer's target group with AWS's defaults: every 30 s, timeout 5 s, 5 healthy, 2 unhealthy. */
    static Alb alb() {
        return new Alb(Duration.ofSeconds(30), Duration.ofSeconds(5), 5, 2, Duration.ZERO);
    }

    /** An ECS container health check with AWS's defaults: every 30 s, timeout 5 s, 3 retries, no start period. */
    static EcsContainer ecsContainer() {
        return new EcsContainer(Duration.ofSeconds(30), Duration.ofSeconds(5), 3, Duration.ZERO);
    }

    /** Whether its verdict makes ECS replace the task. */
    default boolean replacesTasks() {
        return !(this instanceof People);
    }

    /** People, dashboards and alarms. */
    record People() implements Prober {
        @Override
        public String toString() {
            return "people";
        }
    }

    /**
     * An Application Load Balancer's target group; the numbers are those of the target group and of the ECS service.
     *
     * @param interval HealthCheckIntervalSeconds, 5 to 300 s
     * @param timeout HealthCheckTimeoutSeconds, 2 to 120 s and less than the interval
     * @param healthyThreshold HealthyThresholdCount, 2 to 10
     * @param unhealthyThreshold UnhealthyThresholdCount, 2 to 10
     * @param gracePeriod the ECS service's healthCheckGracePeriodSeconds, during which a new task is not replaced
     * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html">
     *     Health checks for Application Load Balancer target groups</a>
     */
    record Alb(Duration interval, Duration timeout, int healthyThreshold, int unhealthyThreshold, Duration gracePeriod)
            implements Prober {
        /** Nothing may be null; ranges are checked at the start. */
        public Alb {
            Objects.requireNonNull(interval, "ALB interval");
            Objects.requireNonNull(timeout, "ALB timeout");
            Objects.requireNonNull(gracePeriod, "ECS gracePeriod");
        }

        /** Probing at another interval. */
        public Alb interval(Duration value) {
            return new Alb(value, timeout, healthyThreshold, unhealthyThreshold, gracePeriod);
        }

        /** With another timeout. */
        public Alb timeout(Duration value) {
            return new Alb(interval, value, healthyThreshold, unhealthyThreshold, gracePeriod);
        }

        /** With another healthy threshold. */
        public Alb healthyThreshold(int value) {
            return new Alb(interval, timeout, value, unhealthyThreshold, gracePeriod);
        }

        /** With another unhealthy threshold. */
        public Alb unhealthyThreshold(int value) {
            return new Alb(interval, timeout, healthyThreshold, value, gracePeriod);
        }

        /** With another grace period. */
        public Alb gracePeriod(Duration value) {
            return new Alb(interval, timeout, healthyThreshold, unhealthyThreshold, value);
        }

        @Override
        public List<String> faults() {
            List<String> faults = new ArrayList<>();
            Rules.within(faults, "ALB interval", interval, Duration.ofSeconds(5), Duration.ofMinutes(5));
            Rules.within(faults, "ALB timeout", timeout, Duration.ofSeconds(2), Duration.ofMinutes(2));
            Rules.within(faults, "ALB healthyThreshold", healthyThreshold, 2, 10);
            Rules.within(faults, "ALB unhealthyThreshold", unhealthyThreshold, 2, 10);
            Rules.within(faults, "ECS gracePeriod", gracePeriod, Duration.ZERO, Duration.ofSeconds(Integer.MAX_VALUE));
            if (timeout.compareTo(interval) >= 0) {
                faults.add("ALB timeout must be less than its interval of " + interval + ", was " + timeout);
            }
            return faults;
        }

        @Override
        public Duration detection() {
            return interval.multipliedBy(unhealthyThreshold).plus(timeout);
        }

        @Override
        public Duration recovery() {
            return interval.multipliedBy(healthyThreshold).plus(timeout);
        }

        @Override
        public Optional<Duration> startAllowance() {
            return Optional.of(gracePeriod.plus(interval.multipliedBy(unhealthyThreshold)));
        }

        @Override
        public Optional<Duration> patience() {
            return Optional.of(timeout);
        }

        @Override
        public String toString() {
            return "ALB every " + interval + " x " + unhealthyThreshold;
        }
    }

    /**
     * An ECS container health check; the numbers are those of the container definition.
     *
     * @param interval interval, 5 to 300 s
     * @param timeout timeout, 2 to 60 s
     * @param retries retries, 1 to 10
     * @param startPeriod startPeriod, 0 to 300 s, during which failures are not counted
     * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html">HealthCheck</a>
     */
    record EcsContainer(Duration interval, Duration timeout, int retries, Duration startPeriod) implements Prober {
        /** Nothing may be null; ranges are checked at the start. */
        public EcsContainer {
            Objects.requireNonNull(interval, "ECS interval");
            Objects.requireNonNull(timeout, "ECS timeout");
            Objects.requireNonNull(startPeriod, "ECS startPeriod");
        }

        /** Probing at another interval. */
        public EcsContainer interval(Duration value) {
            return new EcsContainer(value, timeout, retries, startPeriod);
        }

        /** With another timeout. */
        public EcsContainer timeout(Duration value) {
            return new EcsContainer(interval, value, retries, startPeriod);
        }

        /** With another number of retries. */
        public EcsContainer retries(int value) {
            return new EcsContainer(interval, timeout, value, startPeriod);
        }

        /** With another start period. */
        public EcsContainer startPeriod(Duration value) {
            return new EcsContainer(interval, timeout, retries, value);
        }

        @Override
        public List<String> faults() {
            List<String> faults = new ArrayList<>();
            Rules.within(faults, "ECS interval", interval, Duration.ofSeconds(5), Duration.ofMinutes(5));
            Rules.within(faults, "ECS timeout", timeout, Duration.ofSeconds(2), Duration.ofMinutes(1));
            Rules.within(faults, "ECS retries", retries, 1, 10);
            Rules.within(faults, "ECS startPeriod", startPeriod, Duration.ZERO, Duration.ofMinutes(5));
            return faults;
        }

        @Override
        public Duration detection() {
            return interval.plus(timeout).multipliedBy(retries);
        }

        /** One success makes a container healthy again. */
        @Override
        public Duration recovery() {
            return interval.plus(timeout);
        }

        @Override
        public Optional<Duration> startAllowance() {
            return Optional.of(startPeriod.plus(interval.multipliedBy(retries)));
        }

        @Override
        public Optional<Duration> patience() {
            return Optional.of(timeout);
        }

        @Override
        public String toString() {
            return "ECS container check every " + interval + " x " + retries;
        }
    }

    /** What is wrong with the numbers, by the ranges that AWS documents. */
    default List<String> faults() {
        return List.of();
    }

    /** The longest time from the first failing answer to its verdict "unhealthy". */
    default Duration detection() {
        return Duration.ZERO;
    }

    /** The longest time from the first good answer to its verdict "healthy". */
    default Duration recovery() {
        return Duration.ZERO;
    }

    /** How long a new task may fail before it is replaced; empty if it never is. */
    default Optional<Duration> startAllowance() {
        return Optional.empty();
    }

    /** How long it waits for an answer; empty if that has no bearing on the tasks. */
    default Optional<Duration> patience() {
        return Optional.empty();
    }
}
