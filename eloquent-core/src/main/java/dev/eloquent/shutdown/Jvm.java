package dev.eloquent.shutdown;

/** What a shutdown asks of the JVM it runs in; tests have another. */
interface Jvm {
    /**
     * Runs something, on a new thread, at each signal of this name.
     *
     * @return false if the JVM does not let us
     */
    boolean onSignal(String name, Runnable handler);

    /**
     * Runs something when the JVM ends, however that comes about short of a kill.
     *
     * @return false if it is ending already
     */
    boolean onExit(Runnable hook);

    /** Ends the JVM; its hooks run first. Does not return. */
    void exit(int code);

    /** Ends the JVM at once. Does not return. */
    void halt(int code);
}
