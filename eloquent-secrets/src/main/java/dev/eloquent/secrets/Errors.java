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

    /** What an exception may say to everybody. */
    static String said(SdkException fault) {
        if (fault instanceof AwsServiceException service) {
            return service.awsErrorDetails().errorCode() + ", "
                    + service.awsErrorDetails().errorMessage();
        }
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof SdkException) {
            return String.valueOf(root.getMessage());
        }
        // The SDK's own message says to look at the cause for the name that did not resolve. A parser's quotes what it
        // could not read, which may be the secret: of those only the kind is told.
        boolean ofTheNetwork = root.getClass().getName().startsWith("java");
        return "no answer that could be read: "
                + (ofTheNetwork ? root : root.getClass().getName());
    }
}
