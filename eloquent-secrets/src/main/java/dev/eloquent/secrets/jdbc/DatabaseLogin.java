package dev.eloquent.secrets.jdbc;

import dev.eloquent.secrets.SecretText;
import java.util.Objects;

/**
 * Who logs in to a database, as Secrets Manager's own rotations keep it: two of the fields of a JSON object. Where the
 * database is belongs to the configuration; a secret that RDS manages does not even have it.
 *
 * @param username the user; with alternating users it changes together with the password
 * @param password the password
 */
public record DatabaseLogin(String username, SecretText password) {
    /** Nothing may be null. */
    public DatabaseLogin {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
    }
}
