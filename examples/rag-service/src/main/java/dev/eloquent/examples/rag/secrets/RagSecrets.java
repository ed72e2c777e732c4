package dev.eloquent.examples.rag.secrets;

import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.jdbc.DatabaseLogin;
import dev.eloquent.secrets.jwt.JwtKey;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The secrets of the service, by their names in Secrets Manager. */
public final class RagSecrets {
    /** {@code {"username": ..., "password": ...}}, as Secrets Manager's rotations keep it; other fields are ignored. */
    public static final SecretSpec<DatabaseLogin> DATABASE =
            SecretSpec.json("rag-service/database", DatabaseLogin.class).keepsPrevious();

    public static final SecretSpec<SecretText> PINECONE = key("rag-service/pinecone");
    public static final SecretSpec<SecretText> OPENAI = key("rag-service/openai");

    /** What CloudFront sends with each request in a header of its own; wanted only with {@code ORIGIN_HEADER}. */
    public static final SecretSpec<SecretText> ORIGIN =
            key("rag-service/origin").keepsPrevious();

    /** {@code {"kid": ..., "key": ...}}; wanted only with {@code AUTH=jwt}. */
    public static final SecretSpec<JwtKey> JWT = SecretSpec.json("rag-service/jwt", JwtKey.class)
            .validated("kid must not be empty, and key must have at least 32 bytes, as HS256 wants", RagSecrets::signs)
            .keepsPrevious();

    /** What a header may hold; a line break that was pasted along with a key is found here, not by the first customer. */
    private static final Pattern KEY = Pattern.compile("[!-~]{1,512}");

    private RagSecrets() {}

    private static SecretSpec<SecretText> key(String name) {
        return SecretSpec.text(name)
                .validated(
                        "it must be 1 to 512 visible ASCII characters: is there a blank or a line break in it?",
                        text -> isKey(text.reveal()));
    }

    /** Whether this can be the key of an API. */
    public static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    private static boolean signs(JwtKey key) {
        return !key.kid().isEmpty() && key.key().reveal().getBytes(StandardCharsets.UTF_8).length >= 32;
    }
}
