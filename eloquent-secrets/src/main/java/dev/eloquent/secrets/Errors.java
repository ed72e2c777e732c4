package dev.eloquent.secrets;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What an exception of the SDK means. Codes as the API of Secrets Manager names them. */
final class Errors {
    private Errors() {}

    static SecretProblem of(SdkException fault) {
        if (!(fault instanceof AwsServiceException service)) {
            // Nobody answered, a name did not resolve, or there are no credentials (yet).
            return SecretProblem.UNAVAILABLE;
        }
        if (service.isThrottlingException()) {
            return SecretProblem.THROTTLED;
        }
        String code = String.valueOf(service.awsErrorDetails().errorCode());
        return switch (code) {
            case "ResourceNotFoundException" -> SecretProblem.MISSING;
            case "AccessDeniedException" -> SecretProblem.DENIED;
            case "DecryptionFailure", "DecryptionFailureException" -> SecretProblem.UNDECRYPTABLE;
            case "InvalidRequestException" ->
                String.valueOf(service.awsErrorDetails().errorMessage()).contains("deletion")
                        ? SecretProblem.DELETED
                        : SecretProblem.INVALID;
            case "InvalidParameterException", "ValidationException" -> SecretProblem.INVALID;
            // Also what a clock or credentials that are just being renewed bring about: it is tried again.
            default -> SecretProblem.UNAVAILABLE;
        };
    }
}
