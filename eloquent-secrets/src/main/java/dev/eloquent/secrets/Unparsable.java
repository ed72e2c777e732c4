package dev.eloquent.secrets;

/** A payload is not what was declared. The message says what is wrong, and nothing of the value. */
final class Unparsable extends Exception {
    private static final long serialVersionUID = 1L;

    Unparsable(String message) {
        super(message);
    }
}
