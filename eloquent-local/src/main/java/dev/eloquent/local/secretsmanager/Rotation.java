package dev.eloquent.local.secretsmanager;

import java.util.Optional;

/**
 * A rotation that waits for its last step: AWSPENDING has the new value, AWSCURRENT the old one. How long that gap lasts
 * is up to the test. Safe for use by several threads.
 */
public final class Rotation {
    private final SecretStore store;
    private final Secret secret;
    private final String version;
    private boolean over;

    Rotation(SecretStore store, Secret secret, String version) {
        this.store = store;
        this.secret = secret;
        this.version = version;
    }

    /** The id of the new version. */
    public String versionId() {
        return version;
    }

    /**
     * Moves AWSCURRENT to the new version, as finishSecret does, and with it AWSPREVIOUS to the old one. AWSPENDING stays
     * on the new version, beside AWSCURRENT.
     *
     * @throws IllegalStateException if it was finished or abandoned, or if its version or its secret is no longer what it
     *     was
     */
    public void finish() {
        synchronized (store) {
            end();
            secret.move(Secret.CURRENT, version, store.now());
        }
    }

    /**
     * Gives up before the last step and cleans nothing up, as a rotation function that fails: AWSPENDING stays where it
     * is.
     *
     * @throws IllegalStateException as {@link #finish}
     */
    public void abandon() {
        synchronized (store) {
            end();
        }
    }

    private void end() {
        if (over) {
            throw new IllegalStateException("this rotation of \"" + secret.name() + "\" is over: begin another");
        }
        boolean there = store.named(secret.name()).filter(secret::equals).isPresent();
        if (!there || !secret.at(Secret.PENDING).equals(Optional.of(version))) {
            throw new IllegalStateException("AWSPENDING of \"" + secret.name()
                    + "\" is no longer on the version of this rotation: begin another");
        }
        over = true;
    }

    @Override
    public String toString() {
        return "rotation of \"" + secret.name() + "\" to version " + version;
    }
}
