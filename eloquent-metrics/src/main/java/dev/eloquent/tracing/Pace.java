package dev.eloquent.tracing;

import java.time.Duration;

/** How much time a delivery has, which a flush or a close may change while it is under way. */
interface Pace {
    /** Why spans are lost for which a close had no time, whoever notices it first: the close, or who sends them. */
    String NO_TIME = "no time was left at the close";

    /** For how long the next attempt may wait for its answer; zero if there is no time at all. */
    Duration attempt();

    /** Whether the time of a close is over. An attempt that is without an answer then was ended by the close. */
    boolean over();

    /**
     * Waits between two attempts.
     *
     * @param asked whether the receiver asked for it; otherwise a flush or a close ends it early
     * @return false if another attempt would come too late
     */
    boolean pause(Duration wait, boolean asked) throws InterruptedException;
}
