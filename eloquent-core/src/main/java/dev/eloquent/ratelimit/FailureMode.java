package dev.eloquent.ratelimit;

/** What is decided when the store of a shared quota does not answer in time. */
public enum FailureMode {
    /** Everything is allowed: availability before protection. */
    OPEN,

    /** Everything is denied: protection before availability. */
    CLOSED,

    /**
     * Each process keeps its share, the quota divided by the tasks that are alive, so that all of them together stay
     * within the quota as long as requests are spread evenly. The default.
     */
    LOCAL_SHARE
}
