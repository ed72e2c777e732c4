package dev.eloquent.examples.rag;

import dev.eloquent.examples.rag.secrets.GivenSecrets;
import dev.eloquent.examples.rag.secrets.RagSecrets;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.secrets.jdbc.DatabaseLogin;
import dev.eloquent.testing.PostgresServer;

/** Secrets that a test knows, for what asks for them. They are never refreshed while a test lasts. */
public final class GivenKeys {
    private GivenKeys() {}

    public static Secret<SecretText> pinecone(String key) {
        return Secrets.from(GivenSecrets.none().with(RagSecrets.PINECONE, key).source())
                .load(RagSecrets.PINECONE)
                .get(RagSecrets.PINECONE);
    }

    public static Secret<DatabaseLogin> of(PostgresServer postgres) {
        GivenSecrets login = GivenSecrets.none()
                .with(RagSecrets.DATABASE, "username", postgres.user(), "password", postgres.password());
        return Secrets.from(login.source()).load(RagSecrets.DATABASE).get(RagSecrets.DATABASE);
    }
}
