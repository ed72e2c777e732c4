package dev.eloquent.ratelimit;

/** How usage is counted. What passes at most in <em>any</em> window is the difference. */
public enum Algorithm {
    /**
     * The generic cell rate algorithm: what is used comes back evenly, one permit each {@code window / quota}. In any
     * window at most {@code burst + quota} permits pass. Costs 25 to 57 bytes a key, by how many there are.
     */
    SMOOTH,

    /**
     * The window in 60 parts, all that overlap a sliding window counted whole: in any window at most {@code quota}
     * permits pass. A permit comes back between one window and one sixtieth more after it was used. Costs some 210
     * bytes a key, 350 for quotas above 65,535.
     */
    EXACT
}
