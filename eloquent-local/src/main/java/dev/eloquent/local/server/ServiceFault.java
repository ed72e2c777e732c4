package dev.eloquent.local.server;

/** A request that is to be answered with an error. */
public final class ServiceFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** The message is shown to the client. */
    public ServiceFault(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The message for the client. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
