package dev.eloquent.secrets.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.secrets.FixedSource;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which keys sign, and which are accepted, while they rotate. */
final class JwtKeyRingTest {
    private static final String NAME = "service/jwt";
    private static final SecretSpec<JwtKey> JWT =
            SecretSpec.json(NAME, JwtKey.class).keepsPrevious();
    private static final Duration LIFE = Duration.ofHours(1);

    private final FixedSource source = FixedSource.create().with(NAME, key("1"));
    private final Secrets secrets = Secrets.from(source).load(JWT);
    private final AtomicLong now = new AtomicLong();
    private final JwtKeyRing ring = new JwtKeyRing(secrets.get(JWT), LIFE, now::get, Optional.empty());

    @AfterEach
    void close() {
        secrets.close();
    }

    @Test
    void theCurrentKeySignsAndIsAccepted() throws InterruptedException {
        assertThat(ring.signing()).isEqualTo(new JwtKey("1", SecretText.of("planted-key-1")));
        assertThat(ring.accepted("1")).contains(ring.signing());
    }

    @Test
    void anUnknownKeyIsAskedFor() throws InterruptedException {
        source.with(NAME, key("2"));
        assertThat(ring.signing().kid()).isEqualTo("1");
        assertThat(ring.accepted("2")).map(JwtKey::kid).contains("2");
        assertThat(ring.signing().kid()).isEqualTo("2");
    }

    @Test
    void thePreviousKeyIsAcceptedForAsLongAsItsTokensLive() throws InterruptedException {
        source.with(NAME, key("2"));
        assertThat(ring.accepted("2")).isPresent();
        now.addAndGet(LIFE.toNanos() - 1);
        assertThat(ring.accepted("1")).map(JwtKey::kid).contains("1");
        now.addAndGet(1);
        assertThat(ring.accepted("1")).isEmpty();
        assertThat(ring.accepted("2")).isPresent();
    }

    @Test
    void aKeyThatNobodyKnowsIsNotAccepted() throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            // After the first one asking is put off, and nobody waits.
            assertThat(ring.accepted("made up " + i)).isEmpty();
        }
    }

    @Test
    void aLifeOfNothingIsRefused() {
        assertThatThrownBy(() -> JwtKeyRing.of(secrets.get(JWT), Duration.ZERO))
                .hasMessage("longestTokenLife must be positive, was PT0S");
    }

    private static Map<String, String> key(String kid) {
        return Map.of("kid", kid, "key", "planted-key-" + kid);
    }
}
