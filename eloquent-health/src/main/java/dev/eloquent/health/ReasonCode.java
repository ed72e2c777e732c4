package dev.eloquent.health;

import java.util.regex.Pattern;

/**
 * Why a status is what it is, as a stable word that programs, alarms and runbooks may rely on.
 *
 * <p>A reason code is all that the public ever sees of a failure: it names the kind of fault, never a host, a user, a
 * query or a key. What those were stays in the private details of the {@linkplain CheckResult result}.
 *
 * @param value the word: lower-case letters, digits and underscores, 1 to 64 characters, beginning with a letter
 */
public record ReasonCode(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /** Nothing is wrong. */
    public static final ReasonCode OK = new ReasonCode("ok");
    /** The check has not produced a result yet. */
    public static final ReasonCode NOT_RUN_YET = new ReasonCode("not_run_yet");
    /** The check did not return within its timeout. */
    public static final ReasonCode TIMED_OUT = new ReasonCode("timed_out");
    /** The check threw. */
    public static final ReasonCode CHECK_FAILED = new ReasonCode("check_failed");
    /** The last result is older than the check's settings allow, or the scheduler of the checks is dead. */
    public static final ReasonCode STALE = new ReasonCode("stale");
    /** The service is shutting down: {@link HealthChecks#drain()} was called. */
    public static final ReasonCode DRAINING = new ReasonCode("draining");
    /** {@link HealthChecks#close()} was called. */
    public static final ReasonCode CLOSED = new ReasonCode("closed");
    /** The JVM's heap is exhausted. */
    public static final ReasonCode OUT_OF_MEMORY = new ReasonCode("out_of_memory");
    /** The JVM or the operating system refuses to start another thread. */
    public static final ReasonCode OUT_OF_THREADS = new ReasonCode("out_of_threads");

    /** @throws IllegalArgumentException if {@code value} does not have the form of a reason code */
    public ReasonCode {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "reason code must match " + FORM.pattern() + ", was '" + PrivateText.of(value) + "'");
        }
    }

    /** The word itself. */
    @Override
    public String toString() {
        return value;
    }
}
