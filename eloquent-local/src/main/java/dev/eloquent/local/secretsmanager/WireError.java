package dev.eloquent.local.secretsmanager;

/** An error as Secrets Manager words it. Names names and ARNs, never a value. */
final class WireError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;

    private WireError(String type, String message) {
        super(message, null, false, false);
        this.type = type;
    }

    /** Another type than those below. */
    static WireError of(String type, String message) {
        return new WireError(type, message);
    }

    static WireError notFound() {
        return new WireError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }

    static WireError noValue(String of) {
        return new WireError(
                "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for " + of);
    }

    static WireError exists(String message) {
        return new WireError("ResourceExistsException", message);
    }

    static WireError invalidRequest(String message) {
        return new WireError("InvalidRequestException", message);
    }

    static WireError invalidParameter(String message) {
        return new WireError("InvalidParameterException", message);
    }

    /** What is refused before the service itself sees it. The value is left out, as AWS does where it is sensitive. */
    static WireError constraint(String member, String rule) {
        return new WireError(
                "ValidationException",
                "1 validation error detected: Value at '" + member + "' failed to satisfy constraint: Member must "
                        + rule);
    }

    static WireError unreadable(String message) {
        return new WireError("SerializationException", message);
    }

    /** @param resource with its preposition, or empty for an action that has none */
    static WireError denied(String action, String resource) {
        return new WireError(
                "AccessDeniedException",
                "User: arn:aws:sts::" + SecretStore.ACCOUNT
                        + ":assumed-role/local/local is not authorized to perform: secretsmanager:" + action + resource
                        + " because no identity-based policy allows the secretsmanager:" + action + " action");
    }

    String type() {
        return type;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
