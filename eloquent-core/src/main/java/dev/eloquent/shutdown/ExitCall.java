package dev.eloquent.shutdown;

/**
 * A thread that has called {@code System.exit} waits until all hooks have ended. Ours must not wait for that thread in
 * turn.
 */
final class ExitCall {
    private ExitCall() {}

    static boolean isIn(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals("java.lang.Shutdown")) {
                return true;
            }
        }
        return false;
    }
}
