package dev.eloquent.health;

import java.time.Duration;

/**
 * How long it takes at worst until a lasting fault behind one check has its effect on one group, and until its end has.
 *
 * <p>First the check must notice ({@code failureThreshold x interval x (1 + jitter) + timeout}), then, where the check
 * is critical, the prober must believe it: an ALB after {@code unhealthyThreshold x interval + timeout}, an ECS
 * container check after {@code retries x (interval + timeout)}.
 *
 * @param group the group's name
 * @param check the check's name
 * @param impact what the check means to the group
 * @param prober who asks for the group
 * @param detection from the fault to the check's status, and where it is critical on to the prober's verdict
 * @param recovery the same way back
 */
public record ProbeBudget(
        String group, String check, Impact impact, Prober prober, Duration detection, Duration recovery) {

    static ProbeBudget of(Group in, String check, Impact impact, CheckSettings settings) {
        Prober prober = in.settings.prober;
        boolean reachesProber = in.failsItsProber(impact);
        return new ProbeBudget(
                in.name,
                check,
                impact,
                prober,
                settings.detection().plus(reachesProber ? prober.detection() : Duration.ZERO),
                settings.recovery().plus(reachesProber ? prober.recovery() : Duration.ZERO));
    }
}
