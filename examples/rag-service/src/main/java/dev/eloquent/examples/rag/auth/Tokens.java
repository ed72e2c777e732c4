package dev.eloquent.examples.rag.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.eloquent.examples.rag.remote.DependencyAway;
import dev.eloquent.examples.rag.web.Problem;
import dev.eloquent.examples.rag.web.Refusal;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretExpiredException;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.jwt.JwtKey;
import dev.eloquent.secrets.jwt.JwtKeyRing;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets those through who bring a token: a JWT that a key of ours has signed with HS256, with a subject and an end that is
 * at most an hour away. Which algorithm it is we say, never the token. What is wrong with a token is not told.
 *
 * <p>Safe for use by several threads. While a key is asked for that only the token knows, it blocks for 4 s at most.
 */
public final class Tokens implements Handler {
    private static final Duration LONGEST_LIFE = Duration.ofHours(1);
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9_.-]{1,4096})");

    private final JwtKeyRing keys;
    private final Clock clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    public Tokens(Secret<JwtKey> key, Clock clock) {
        this.keys = JwtKeyRing.of(key, LONGEST_LIFE.plus(TokenClaims.SKEW)).alsoPending();
        this.clock = clock;
        processor.setJWSKeySelector((header, context) -> candidates(header));
        processor.setJWTClaimsSetVerifier(new TokenClaims(LONGEST_LIFE, clock));
    }

    /** A token for an hour. */
    public String issue(String subject) {
        JwtKey key = keys.signing();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.kid()).build(),
                new JWTClaimsSet.Builder()
                        .subject(subject)
                        .expirationTime(Date.from(clock.instant().plus(LONGEST_LIFE)))
                        .build());
        try {
            token.sign(new MACSigner(bytes(key.key())));
        } catch (JOSEException fault) {
            throw new IllegalStateException("a token could not be signed", fault);
        }
        return token.serialize();
    }

    @Override
    public void handle(Context ctx) {
        String header = ctx.header("Authorization");
        Matcher bearer = BEARER.matcher(header == null ? "" : header);
        if (!bearer.matches()) {
            throw refusal("Bearer");
        }
        try {
            processor.process(SignedJWT.parse(bearer.group(1)), null);
        } catch (ParseException | BadJOSEException e) {
            throw refusal("Bearer error=\"invalid_token\"");
        } catch (JOSEException fault) {
            throw new DependencyAway("tokens", "their key cannot be had", fault);
        }
    }

    private List<Key> candidates(JWSHeader header) throws KeySourceException {
        if (!JWSAlgorithm.HS256.equals(header.getAlgorithm()) || header.getKeyID() == null) {
            return List.of();
        }
        try {
            return keys.accepted(header.getKeyID()).stream()
                    .<Key>map(key -> new SecretKeySpec(bytes(key.key()), "HmacSHA256"))
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeySourceException("interrupted", e);
        } catch (SecretExpiredException e) {
            throw new KeySourceException(String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] bytes(SecretText key) {
        return key.reveal().getBytes(StandardCharsets.UTF_8);
    }

    private static Refusal refusal(String challenge) {
        return new Refusal(Problem.of(401, "unauthorized", "Bring a token that is good: Authorization: Bearer <token>")
                .withHeader("WWW-Authenticate", challenge));
    }
}
