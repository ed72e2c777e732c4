package dev.eloquent.secrets;

/** What helps against a problem, for whoever reads the error at the start of a task. */
record Remedy(String region) {
    String of(SecretProblem problem, SecretRequest request) {
        return switch (problem) {
            case MISSING -> "create it in " + region + ", or correct its name";
            case DELETED -> "restore it (secretsmanager:RestoreSecret), or declare another one";
            case DENIED ->
                "allow secretsmanager:GetSecretValue on " + resource(request)
                        + " to the task role (not the execution role)";
            case UNDECRYPTABLE -> "enable its KMS key, and allow kms:Decrypt on that to the task role";
            case INVALID -> "correct its name";
            case UNPARSABLE -> "correct its value";
            case THROTTLED -> "if this lasts, raise the quota of GetSecretValue";
            case UNAVAILABLE ->
                "if this lasts, look at the network, a VPC endpoint for secretsmanager,"
                        + " and the credentials of the task role";
        };
    }

    private String resource(SecretRequest request) {
        return IamPolicy.resource(request.name(), region, "ACCOUNT");
    }
}
