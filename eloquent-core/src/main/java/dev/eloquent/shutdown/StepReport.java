package dev.eloquent.shutdown;

import java.time.Duration;

/**
 * One step of a shutdown.
 *
 * @param phase the phase it belongs to
 * @param name its name, unique in its phase
 * @param start when it began, since the start of the shutdown; of a skipped one, when that was decided
 * @param duration how long it took; zero if it was skipped
 * @param outcome how it ended
 */
public record StepReport(Phase phase, String name, Duration start, Duration duration, StepOutcome outcome) {}
