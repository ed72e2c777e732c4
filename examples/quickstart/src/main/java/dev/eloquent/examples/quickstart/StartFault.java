package dev.eloquent.examples.quickstart;

/** Why the service cannot start, for the person at the keyboard: one line with its remedy. */
final class StartFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFault(String message) {
        super(message);
    }
}
