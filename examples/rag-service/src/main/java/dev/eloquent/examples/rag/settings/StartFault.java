package dev.eloquent.examples.rag.settings;

/** Why the service cannot start, for the person who starts it: what is wrong and what to do. No stack is shown. */
public final class StartFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFault(String message) {
        super(message);
    }
}
