package dev.eloquent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is refused, in which words, before anything starts. */
final class ConfigurationTest {
    private static final HealthCheck WELL = HealthCheck.completes(() -> {});

    @Test
    void everythingThatIsWrongIsSaidAtOnceAndNothingRuns() {
        boolean[] ran = {false};
        HealthChecksBuilder builder = HealthChecks.of("", "1")
                .degrades("Database", HealthCheck.completes(() -> ran[0] = true))
                .degrades("status", WELL)
                .degrades("twice", WELL)
                .degrades("twice", WELL, s -> s.failureThreshold(0))
                .group("checks", g -> g)
                .readiness(g -> g.critical("nobody"))
                .history(0);
        HealthConfigurationException thrown = catchThrowableOfType(HealthConfigurationException.class, builder::start);
        assertThat(thrown.faults())
                .containsExactly(
                        "history must be from 1 to 10000, was 0",
                        "service must have 1 to 128 characters, none of them a control character, and not be blank, was ''",
                        "check name must match [a-z][a-z0-9_-]{0,62} and not be one of the payload's own fields, was 'Database'",
                        "check name must match [a-z][a-z0-9_-]{0,62} and not be one of the payload's own fields, was 'status'",
                        "check 'twice' is registered twice: give each check a name of its own",
                        "check 'twice': failureThreshold must be from 1 to 100, was 0",
                        "group 'ready': there is no check 'nobody': register it or correct the name",
                        "group name must match [a-z][a-z0-9_-]{0,62} and not be one of [checks], was 'checks'");
        assertThat(thrown).hasMessageStartingWith("health checks not started, 8 faults: history must");
        assertThat(ran[0]).isFalse();
    }

    @Test
    void aCheckThatKnowsItsSettingsNeedsNoneAtItsRegistration() {
        HealthCheck heap = new HealthCheck() {
            @Override
            public CheckResult check(Duration timeout) {
                return CheckResult.healthy();
            }

            @Override
            public CheckSettings defaultSettings() {
                return CheckSettings.defaults().interval(Duration.ofMinutes(1)).onlyLocal();
            }
        };
        HealthPlan plan = HealthChecks.of("test", "1")
                .critical("suited", heap)
                .critical("changed", heap, s -> s.failureThreshold(3))
                .liveness(g -> g.critical("suited"))
                .plan();
        assertThat(plan.checks().get(0).settings()).isEqualTo(heap.defaultSettings());
        assertThat(plan.checks().get(1).settings())
                .isEqualTo(heap.defaultSettings().failureThreshold(3));
    }

    @Test
    void aSharedDependencyMustNotBeCriticalWhereItsFailureReplacesTasks() {
        HealthChecksBuilder builder =
                HealthChecks.of("test", "1").degrades("database", WELL).readiness(g -> g.critical("database"));
        assertThatThrownBy(builder::plan)
                .hasMessage("health checks not started, 1 fault: group 'ready': check 'database' looks at a shared"
                        + " dependency and must not fail the group where the ALB every PT30S x 2 reads it: when the"
                        + " dependency fails, every task fails at once, ECS replaces them all, and the new ones fail"
                        + " the same way. Let it degrade the group, or use deepAtStartup(); if it looks only at this"
                        + " process declare it onlyLocal(); if you want this, allowTaskReplacementBy(\"database\")");
    }

    @Test
    void theSameGoesForAContainerCheckAndForAGroupOfOnesOwn() {
        assertThat(faults(b -> b.liveness(g -> g.critical("database")))).hasSize(1);
        assertThat(faults(b -> b.group("own", g -> g.critical("database").probedBy(Prober.alb()))))
                .hasSize(1);
        assertThat(faults(b -> b.group("own", g -> g.critical("database")))).isEmpty();
        assertThat(faults(b -> b.readiness(g -> g.critical("database").allowTaskReplacementBy("database"))))
                .isEmpty();
    }

    @Test
    void anHttpStatusMustNotLetADegradationReplaceTasksEither() {
        UnaryOperator<HealthChecksBuilder> refused = b -> b.readiness(g -> g.httpStatus(HealthStatus.DEGRADED, 503));
        assertThat(faults(refused)).singleElement().asString().contains("must not fail the group where the ALB");
        assertThat(faults(b -> b.readiness(
                        g -> g.httpStatus(HealthStatus.DEGRADED, 503).allowTaskReplacementBy("database"))))
                .isEmpty();
        assertThat(faults(b -> b.health(g -> g.httpStatus(HealthStatus.DEGRADED, 503))))
                .isEmpty();
    }

    @Test
    void durationsBeyondAllBoundsAndChecksThatThrowAreFaultsLikeOthers() {
        Duration eternity = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(faults(s -> s.interval(eternity).timeout(eternity).startupGrace(eternity), b -> b))
                .hasSize(3);
        assertThat(faults(b -> b.liveness(g -> g.critical("database")
                        .allowTaskReplacementBy("database")
                        .probedBy(Prober.ecsContainer().startPeriod(eternity)))))
                .hasSize(1);
        HealthCheck confused = new HealthCheck() {
            @Override
            public CheckResult check(Duration timeout) {
                return CheckResult.healthy();
            }

            @Override
            public List<String> faults(CheckSettings settings) {
                throw new IllegalStateException("confused");
            }
        };
        assertThat(faults(b -> b.informs("confused", confused)))
                .containsExactly("check 'confused': asked for its faults it threw java.lang.IllegalStateException:"
                        + " confused");
        assertThatThrownBy(() -> CheckSettings.defaults().interval(null)).hasMessage("interval");
    }

    @Test
    void oneDescriptionStartsOnce() {
        HealthChecksBuilder builder = HealthChecks.of("test", "1");
        builder.start().close();
        assertThatThrownBy(builder::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCheckMustBeAsQuickAsTheProberThatReadsIt() {
        assertThat(faults(s -> s.timeout(Duration.ofSeconds(6)), b -> b))
                .containsExactly(
                        "group 'ready': check 'database' may take PT6S, longer than the PT5S that the ALB every PT30S x 2"
                                + " itself would wait: what is too slow for the prober would be called healthy; shorten the"
                                + " check's timeout or lengthen the prober's");
        assertThat(faults(
                        s -> s.timeout(Duration.ofSeconds(6)),
                        b -> b.readiness(g -> g.probedBy(Prober.alb().timeout(Duration.ofSeconds(10))))))
                .isEmpty();
    }

    @Test
    void aDeepStartMustFitTheProbersGrace() {
        UnaryOperator<CheckSettings> slow = s -> s.startupGrace(Duration.ofSeconds(90));
        assertThat(faults(slow, b -> b.readiness(GroupSettings::deepAtStartup)))
                .containsExactly(
                        "group 'ready': check 'database' may need PT1M32S (start-up grace + timeout) for its first result, but"
                                + " the ALB every PT30S x 2 replaces a new task after PT1M: lengthen ECS's grace or start"
                                + " period, or shorten the check's");
        assertThat(faults(
                        slow,
                        b -> b.readiness(
                                g -> g.deepAtStartup().probedBy(Prober.alb().gracePeriod(Duration.ofMinutes(1))))))
                .isEmpty();
    }

    @Test
    void aGroupMayDemandToDetectInTime() {
        assertThat(faults(b -> b.health(g -> g.detectWithin(Duration.ofSeconds(24)))))
                .isEmpty();
        assertThat(faults(b -> b.health(g -> g.detectWithin(Duration.ofSeconds(23)))))
                .containsExactly(
                        "group 'health': check 'database' takes effect after up to PT24S, but the group must detect within"
                                + " PT23S: shorten intervals, timeouts or thresholds");
    }

    @Test
    void theTimeoutMustLeaveRoomBeforeTheNextRun() {
        assertThat(faults(s -> s.interval(Duration.ofSeconds(1)).timeout(Duration.ofSeconds(1)), b -> b))
                .containsExactly("check 'database': timeout must be at most interval x (1 - jitter) = PT0.9S, so that a"
                        + " run has ended before the next is due, was PT1S: shorten the timeout or lengthen the"
                        + " interval");
    }

    @Test
    void theRangesOfAwsAreKept() {
        assertThat(Prober.alb().faults()).isEmpty();
        assertThat(Prober.ecsContainer().faults()).isEmpty();
        assertThat(Prober.alb()
                        .interval(Duration.ofSeconds(4))
                        .timeout(Duration.ofSeconds(121))
                        .healthyThreshold(1)
                        .unhealthyThreshold(11)
                        .gracePeriod(Duration.ofSeconds(-1))
                        .faults())
                .hasSize(6);
        assertThat(Prober.ecsContainer()
                        .interval(Duration.ofSeconds(301))
                        .timeout(Duration.ofSeconds(1))
                        .retries(0)
                        .startPeriod(Duration.ofSeconds(301))
                        .faults())
                .hasSize(4);
    }

    @Test
    void notANumberIsNoJitter() {
        assertThat(faults(s -> s.jitter(Double.NaN), b -> b))
                .containsExactly("check 'database': jitter must be from 0.0 to 0.5, was NaN");
    }

    @Test
    void budgetsSayHowLongAFaultTakesToShow() {
        List<ProbeBudget> budgets = HealthChecks.of("test", "1")
                .critical("database", WELL)
                .critical("disk", WELL, CheckSettings::onlyLocal)
                .plan()
                .budgets();
        assertThat(budgets)
                .filteredOn(b -> b.group().equals("health") && b.check().equals("database"))
                .singleElement()
                .satisfies(b -> assertThat(b.detection()).isEqualTo(Duration.ofSeconds(24)))
                .satisfies(b -> assertThat(b.recovery()).isEqualTo(Duration.ofSeconds(13)));
        // The ALB needs 2 x 30 s + 5 s to believe a failure, and 5 x 30 s + 5 s to believe its end.
        assertThat(budgets)
                .filteredOn(b -> b.group().equals("ready") && b.check().equals("disk"))
                .singleElement()
                .satisfies(b -> assertThat(b.detection()).isEqualTo(Duration.ofSeconds(24 + 65)))
                .satisfies(b -> assertThat(b.recovery()).isEqualTo(Duration.ofSeconds(13 + 155)));
        assertThat(budgets)
                .filteredOn(b -> b.group().equals("ready") && b.check().equals("database"))
                .singleElement()
                .satisfies(b -> assertThat(b.impact()).isEqualTo(Impact.DEGRADES));
    }

    @Test
    void aReasonCodeIsOneWord() {
        assertThatThrownBy(() -> CheckResult.unhealthy("No route to db-1"))
                .hasMessage("reason code must match [a-z][a-z0-9_]{0,63}, was 'No route to db-1'");
    }

    private static List<String> faults(UnaryOperator<HealthChecksBuilder> change) {
        return faults(UnaryOperator.identity(), change);
    }

    private static List<String> faults(
            UnaryOperator<CheckSettings> settings, UnaryOperator<HealthChecksBuilder> change) {
        HealthChecksBuilder builder = HealthChecks.of("test", "1").degrades("database", WELL, settings);
        try {
            change.apply(builder).plan();
            return List.of();
        } catch (HealthConfigurationException e) {
            return e.faults();
        }
    }
}
