package dev.eloquent.metrics;

import java.lang.ref.WeakReference;

/** Lets the garbage collector run until something is gone. */
public final class Collected {
    private Collected() {}

    /** Whether it is gone after a few collections at most; one that is held by nobody goes with the first. */
    public static boolean is(WeakReference<?> reference) {
        for (int i = 0; i < 5 && reference.get() != null; i++) {
            System.gc();
        }
        return reference.get() == null;
    }
}
