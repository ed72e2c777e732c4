package dev.eloquent.local.cloudwatch;

import java.util.Optional;

/** An error as CloudWatch words it: a type for the body and, for clients that knew its older protocol, a code. */
final class WireError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String code;

    private WireError(int status, String type, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
    }

    static WireError of(int status, String code, String message) {
        return new WireError(status, code, code, message);
    }

    static WireError invalidValue(String message) {
        return new WireError(400, "InvalidParameterValueException", "InvalidParameterValue", message);
    }

    static WireError invalidCombination(String message) {
        return new WireError(400, "InvalidParameterCombinationException", "InvalidParameterCombination", message);
    }

    static WireError missing(String message) {
        return new WireError(400, "MissingRequiredParameterException", "MissingParameter", message);
    }

    /** What GetMetricData, younger than the others, answers for all of these. */
    static WireError validation(String message) {
        return of(400, "ValidationError", message);
    }

    static WireError unreadable(String message) {
        return of(400, "SerializationException", message);
    }

    static WireError tooLarge(int most) {
        return of(413, "RequestEntityTooLarge", "Request size exceeded " + most + " bytes");
    }

    /** What a status says by itself; throttling, too, is 400 at AWS and needs its code. */
    static WireError byStatus(int status, String message) {
        return switch (status) {
            case 403 -> of(status, "AccessDenied", message);
            case 404 -> of(status, "InvalidAction", message);
            case 413 -> of(status, "RequestEntityTooLarge", message);
            case 429 -> of(status, "Throttling", message);
            case 500 -> new WireError(status, "InternalServiceFault", "InternalServiceError", message);
            case 503 -> of(status, "ServiceUnavailable", message);
            default -> status < 500 ? of(status, "ValidationError", message) : of(status, "InternalFailure", message);
        };
    }

    /** From what the signature check says, in the words of AWS's JSON services, to those of CloudWatch. */
    static Optional<String> signatureCode(String type) {
        return switch (type) {
            case "MissingAuthenticationTokenException" -> Optional.of("MissingAuthenticationToken");
            case "IncompleteSignatureException" -> Optional.of("IncompleteSignature");
            case "UnrecognizedClientException" -> Optional.of("InvalidClientTokenId");
            case "InvalidSignatureException" -> Optional.of("SignatureDoesNotMatch");
            default -> Optional.empty();
        };
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    String code() {
        return code;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
