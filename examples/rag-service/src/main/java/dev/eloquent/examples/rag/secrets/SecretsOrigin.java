package dev.eloquent.examples.rag.secrets;

/** Where the secrets come from. */
public enum SecretsOrigin {
    /** Secrets Manager, or what {@code AWS_ENDPOINT_URL_SECRETS_MANAGER} names. */
    AWS,
    /** The stand-in of Secrets Manager that {@code --local} starts, with what the variables say and what it makes up. */
    STAND_IN,
    /** The variables alone. */
    ENVIRONMENT
}
