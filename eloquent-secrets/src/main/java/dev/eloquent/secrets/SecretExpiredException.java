package dev.eloquent.secrets;

/** A secret was read that is older than its hard limit: it could not be confirmed for so long that it is not to be used. */
public final class SecretExpiredException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    SecretExpiredException(String message) {
        super(message);
    }
}
