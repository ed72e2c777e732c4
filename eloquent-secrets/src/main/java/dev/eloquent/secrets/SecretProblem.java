package dev.eloquent.secrets;

/** Why a secret cannot be had. */
public enum SecretProblem {
    /** There is no secret of this name, or no version with this stage. */
    MISSING(true),
    /** It is marked for deletion. */
    DELETED(true),
    /** The role may not read it. */
    DENIED(true),
    /** Its KMS key is disabled, deleted, or not for this role. */
    UNDECRYPTABLE(true),
    /** The request itself is wrong, its name for instance. */
    INVALID(true),
    /** There is a value, but not one of the declared type, or the validator does not want it. */
    UNPARSABLE(true),
    /** Too many calls; the SDK has tried again already. */
    THROTTLED(false),
    /** The source did not answer, or answered with an error of its own. */
    UNAVAILABLE(false);

    private final boolean permanent;

    SecretProblem(boolean permanent) {
        this.permanent = permanent;
    }

    /** Whether somebody has to mend it: then it is asked again only now and then. */
    public boolean permanent() {
        return permanent;
    }
}
