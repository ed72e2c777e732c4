package dev.eloquent.health;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * One look at one thing that the service needs.
 *
 * <p>A check runs on a thread of its own, never on the thread of a probe, and never twice at the same time. It may
 * block. If it throws, it is unhealthy with the reason {@code check_failed}; if it does not return within its timeout,
 * it is unhealthy with {@code timed_out}, its thread is interrupted once, and it is not started again until it returns.
 *
 * <p>A check is taken to look at a dependency that all tasks of the service share (a database, a vector database,
 * another service) unless its settings say {@link CheckSettings#local()}.
 */
@FunctionalInterface
public interface HealthCheck {
    /**
     * Looks once.
     *
     * @param timeout how long the run may take, from its start; a check that hands it on to its client (a socket's or
     *     a statement's timeout) frees its thread at the deadline where an interrupt alone would not
     * @return what it saw; a null counts as a failed check
     * @throws Exception if it failed: the exception becomes a private detail
     */
    CheckResult check(Duration timeout) throws Exception;

    /**
     * What is wrong with the configuration of this check, asked once before anything starts; each entry says what, the
     * rule, the value and the remedy.
     *
     * @param settings the settings that the check was registered with
     */
    default List<String> faults(CheckSettings settings) {
        return List.of();
    }

    /**
     * The settings that suit this check: what a registration begins with. {@link CheckSettings#defaults()} unless the
     * check knows better, as one that looks only at this process, or at something that changes once a day.
     */
    default CheckSettings defaultSettings() {
        return CheckSettings.defaults();
    }

    /** Healthy when {@code action} returns, unhealthy with {@code check_failed} when it throws. */
    static HealthCheck completes(Action action) {
        Objects.requireNonNull(action, "action");
        return timeout -> {
            action.run();
            return CheckResult.healthy();
        };
    }

    /**
     * Healthy while {@code condition} is true, unhealthy with the given reason while it is false.
     *
     * @throws IllegalArgumentException if {@code reasonIfNot} does not have the form of a {@link ReasonCode}
     */
    static HealthCheck holds(String reasonIfNot, BooleanSupplier condition) {
        Objects.requireNonNull(condition, "condition");
        CheckResult broken = CheckResult.unhealthy(reasonIfNot);
        return timeout -> condition.getAsBoolean() ? CheckResult.healthy() : broken;
    }

    /** Something to try that may throw. */
    @FunctionalInterface
    interface Action {
        /** Does it. */
        void run() throws Exception;
    }
}
