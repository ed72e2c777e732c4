package dev.eloquent.secrets;

/** The labels by which Secrets Manager tells the versions of a secret during its rotation. */
public enum SecretStage {
    /** The one to use. */
    CURRENT("AWSCURRENT"),
    /** The one that was in use before. */
    PREVIOUS("AWSPREVIOUS"),
    /** The one that a rotation under way is going to make current. */
    PENDING("AWSPENDING");

    private final String label;

    SecretStage(String label) {
        this.label = label;
    }

    /** As Secrets Manager writes it. */
    public String label() {
        return label;
    }
}
