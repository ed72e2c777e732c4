package dev.eloquent.examples.rag.remote;

import java.time.Duration;

/**
 * Something that the service depends on does not answer as it should: it is away, too slow, refuses us, or talks
 * nonsense. Whoever asked is told to come back later; why is for our own log.
 */
public final class DependencyAway extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final int LONGEST = 300;

    private final String dependency;
    private final Duration retryAfter;

    /**
     * @param dependency its name, as health calls it; the public sees it
     * @param reason what happened, for the log only; no secrets
     */
    public DependencyAway(String dependency, String reason) {
        this(dependency, reason, SOON);
    }

    /** With what made it so, whose root the message names: the log has one line for it, not a stack. */
    public DependencyAway(String dependency, String reason, Throwable cause) {
        this(dependency, reason + ": " + rootOf(cause), SOON);
        initCause(cause);
    }

    public DependencyAway(String dependency, String reason, Duration retryAfter) {
        super(dependency + ": " + reason);
        this.dependency = dependency;
        this.retryAfter = retryAfter;
    }

    /**
     * What lies at the root of a fault, for a line of our log. Others may have written it: it cannot end the line, steer
     * a terminal, or fill the disk.
     */
    public static String rootOf(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String line = root.toString().replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Co}\\u2028\\u2029]", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    public String dependency() {
        return dependency;
    }

    /** When it is worth trying again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
