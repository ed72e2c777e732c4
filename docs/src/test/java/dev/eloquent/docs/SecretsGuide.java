package dev.eloquent.docs;

import com.zaxxer.hikari.HikariConfig;
import dev.eloquent.secrets.IamPolicy;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretLookup;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.secrets.jdbc.DatabaseLogin;
import dev.eloquent.secrets.jdbc.RotatingDataSource;
import dev.eloquent.secrets.jwt.JwtKey;
import dev.eloquent.secrets.jwt.JwtKeyRing;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/** The code that docs/secrets.md quotes: it compiles, or the guide is wrong. */
@SuppressWarnings("UnusedVariable") // Names say in the guide what a value is.
final class SecretsGuide {
    // spotless:off
    static final SecretSpec<DatabaseLogin> DATABASE = SecretSpec.json("rag-service/database", DatabaseLogin.class);
    static final SecretSpec<SecretText> OPENAI = SecretSpec.text("rag-service/openai");
    // spotless:on

    static final SecretSpec<JwtKey> JWT =
            SecretSpec.json("rag-service/jwt", JwtKey.class).keepsPrevious();

    interface Token {
        void sign(JwtKey key);

        String kid();
    }

    // spotless:off
    void start(HttpRequest.Builder request) {
        Secrets secrets = Secrets.load(DATABASE, OPENAI);
        Secret<SecretText> openAi = secrets.get(OPENAI);
        request.header("Authorization", "Bearer " + openAi.get().reveal());
    }

    void permissions() {
        String policy = IamPolicy.of(DATABASE, OPENAI).json("eu-central-1", "123456789012");
    }

    void refused(Secret<SecretText> openAi) {
        String version = openAi.version();
        if (ask(openAi.get()) == 401) {
            openAi.refused(version);
        }
    }

    void tenants(Secrets secrets, String tenant) throws InterruptedException {
        SecretLookup<SecretText> keys = secrets.lookup(1_000, name -> SecretSpec.text("rag-service/tenants/" + name));
        SecretText key = keys.get(tenant).get();
    }

    void database(Secrets secrets, String host, String database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(RotatingDataSource.of("jdbc:postgresql://" + host + "/" + database, secrets.get(DATABASE)));
    }

    void tokens(Secrets secrets, Token token) throws InterruptedException {
        JwtKeyRing keys = JwtKeyRing.of(secrets.get(JWT), Duration.ofHours(1));
        token.sign(keys.signing());
        Optional<JwtKey> key = keys.accepted(token.kid());
    }
    // spotless:on

    private static int ask(SecretText key) {
        return key.reveal().isEmpty() ? 401 : 200;
    }
}
