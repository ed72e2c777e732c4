package dev.eloquent.local.aws;

import java.util.Objects;
import java.util.Optional;

/**
 * What clients sign with, made up for a stand-in.
 *
 * @param id shown in requests
 * @param secret of which signatures are made
 * @param sessionToken of temporary credentials, which every request then has to have
 */
public record AccessKey(String id, String secret, Optional<String> sessionToken) {
    /** Checks that they are there. */
    public AccessKey {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(sessionToken, "sessionToken");
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
