package dev.eloquent.local.aws;

/** Why a signature is refused, in AWS's words. The status is the service's to say. */
public final class SignatureFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;

    SignatureFault(String type, String message) {
        super(message, null, false, false);
        this.type = type;
    }

    static SignatureFault incomplete(String message) {
        return new SignatureFault("IncompleteSignatureException", message);
    }

    static SignatureFault invalid(String message) {
        return new SignatureFault("InvalidSignatureException", message);
    }

    /** Such as {@code InvalidSignatureException}. */
    public String type() {
        return type;
    }

    /** The message for the client. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
