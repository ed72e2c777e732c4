package dev.eloquent.secrets.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.local.secretsmanager.Rotation;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.secrets.SecretsManagerSource;
import dev.eloquent.secrets.StandInClient;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Two tasks sign and verify with a JOSE library while the key rotates; one of them learns of the new key later. */
final class JwtRotationTest {
    private static final String NAME = "service/jwt";
    private static final SecretSpec<JwtKey> JWT =
            SecretSpec.json(NAME, JwtKey.class).keepsPrevious();

    private final LocalSecretsManager standIn =
            LocalSecretsManager.region("eu-central-1").secret(NAME, key("1")).start();
    private final SecretsManagerClient client = StandInClient.of(standIn.endpoint());
    private final Secrets one = Secrets.from(SecretsManagerSource.of(client)).load(JWT);
    private final Secrets other = Secrets.from(SecretsManagerSource.of(client)).load(JWT);
    private final JwtKeyRing signer = ring(one);
    private final JwtKeyRing verifier = ring(other);

    @AfterEach
    void close() {
        one.close();
        other.close();
        client.close();
        standIn.close();
    }

    @Test
    void noTokenIsRefusedWhileTheKeyRotates() throws Exception {
        String before = token(signer.signing());
        standIn.rotate(NAME, key("2")).finish();
        assertThat(one.get(JWT).refused(one.get(JWT).version(), Duration.ofSeconds(10)))
                .isTrue();
        String after = token(signer.signing());

        assertThat(other.get(JWT).get().kid()).isEqualTo("1");
        assertThat(isAccepted(verifier, after)).isTrue();
        assertThat(other.get(JWT).get().kid()).isEqualTo("2");
        assertThat(isAccepted(verifier, before)).isTrue();
        assertThat(isAccepted(signer, before)).isTrue();
    }

    @Test
    void aTokenOfThePendingKeyIsAcceptedWhereThatIsWanted() throws Exception {
        Rotation rotation = standIn.rotate(NAME, key("2"));
        String early = token(one.get(JWT).pending().orElseThrow());

        assertThat(isAccepted(verifier, early)).isFalse();
        assertThat(isAccepted(ring(other).alsoPending(), early)).isTrue();
        assertThat(verifier.signing().kid()).isEqualTo("1");
        rotation.abandon();
    }

    @Test
    void keysThatAreMadeUpAreAskedForNowAndThenOnly() throws Exception {
        JwtKeyRing pending = ring(other).alsoPending();
        standIn.rotate(NAME, key("2"));
        long calls = standIn.calls("GetSecretValue");
        for (int i = 0; i < 1_000; i++) {
            assertThat(pending.accepted("made up " + i)).isEmpty();
        }
        // Current and previous once, and pending once; a second round if this took longer than the pauses.
        assertThat(standIn.calls("GetSecretValue") - calls).isBetween(3L, 20L);
    }

    @Test
    void aTokenThatSomebodyElseHasSignedIsRefused() throws Exception {
        JwtKey forged = new JwtKey("1", SecretText.of("planted-not-ours".repeat(3)));
        assertThat(isAccepted(verifier, token(forged))).isFalse();
    }

    private static JwtKeyRing ring(Secrets secrets) {
        return JwtKeyRing.of(secrets.get(JWT), Duration.ofHours(1));
    }

    private static String token(JwtKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.kid()).build(),
                new JWTClaimsSet.Builder().subject("somebody").build());
        token.sign(new MACSigner(key.key().reveal()));
        return token.serialize();
    }

    private static boolean isAccepted(JwtKeyRing ring, String token)
            throws ParseException, JOSEException, InterruptedException {
        SignedJWT parsed = SignedJWT.parse(token);
        Optional<JwtKey> key = ring.accepted(parsed.getHeader().getKeyID());
        return key.isPresent() && parsed.verify(new MACVerifier(key.get().key().reveal()));
    }

    private static String key(String kid) {
        return "{\"kid\":\"" + kid + "\",\"key\":\"" + ("planted-key-" + kid).repeat(3) + "\"}";
    }
}
