package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.eloquent.examples.rag.RunningService.Answer;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code AUTH=jwt}: who is let through to {@code /api/*}. */
final class TokensTest {
    private static final String KEY = "planted-a-key-of-32-bytes-or-more";
    private static PostgresServer postgres;
    private static LocalPinecone pinecone;
    private static RunningService service;

    @BeforeAll
    static void start() throws InterruptedException {
        postgres = PostgresServer.start();
        pinecone = RunningService.pinecone();
        Map<String, String> environment = new HashMap<>(RunningService.environment(postgres, pinecone));
        environment.putAll(Map.of("AUTH", "jwt", "JWT_KID", "one", "JWT_KEY", KEY));
        service = RunningService.start(environment);
    }

    @AfterAll
    static void stop() {
        service.close();
        pinecone.close();
        postgres.close();
    }

    @Test
    void whoBringsATokenIsLetThrough() throws Exception {
        String token = token(claims -> claims);
        assertThat(get("/api/conversations", "Bearer " + token).status()).isEqualTo(200);
        assertThat(get("/api/conversations", "bearer " + token).status()).isEqualTo(200);
        assertThat(get("/api/conversations/none", "Bearer " + token).status()).isEqualTo(404);
    }

    @Test
    void whoBringsNoneIsNotWhateverThePath() throws IOException {
        Answer refused = service.get("/api/conversations");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).contains("Bearer");
        assertThat(refused.header("Content-Type")).contains("application/problem+json");
        assertThat(service.ask("Anybody there?").status()).isEqualTo(401);
        for (String path : new String[] {
            "/api/none",
            "/api/conversations/",
            "/%61pi/conversations",
            "/api/./conversations",
            "/api//conversations",
            "//api/conversations",
            "/api;x/conversations",
            "/x/../api/conversations",
            "/API/conversations"
        }) {
            String answer = service.raw(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(answer).as(path).containsPattern("^HTTP/1.1 (400|401|404) ");
        }
    }

    @Test
    void probesNeedNone() {
        assertThat(service.get("/health/ready").status()).isEqualTo(200);
        assertThat(service.get("/status").status()).isEqualTo(200);
    }

    @Test
    void whatIsNoGoodTokenIsRefusedAndNotSaidWhy() throws Exception {
        Instant now = Instant.now();
        String good = token(claims -> claims);
        String[] bad = {
            token(claims -> claims.expirationTime(Date.from(now.minusSeconds(60)))),
            token(claims -> claims.expirationTime(Date.from(now.plus(Duration.ofHours(2))))),
            token(claims -> claims.expirationTime(null)),
            token(claims -> claims.subject(null)),
            token(claims -> claims.subject(" ")),
            token(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(600)))),
            token(JWSAlgorithm.HS256, "one", KEY.replace('k', 'x'), claims -> claims),
            token(JWSAlgorithm.HS256, "unknown", KEY, claims -> claims),
            token(JWSAlgorithm.HS256, null, KEY, claims -> claims),
            token(JWSAlgorithm.HS512, "one", KEY + KEY, claims -> claims),
            new PlainJWT(new JWTClaimsSet.Builder().subject("me").build()).serialize(),
            good + "x",
            good.substring(0, good.lastIndexOf('.') + 1),
            "a.b.c",
            "."
        };
        for (String token : bad) {
            Answer refused = get("/api/conversations", "Bearer " + token);
            assertThat(refused.status()).as(token).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");
        }
        assertThat(get("/api/conversations", "Basic " + good).status()).isEqualTo(401);
    }

    private static Answer get(String path, String authorization) {
        HttpRequest.Builder request = service.request(path).header("Authorization", authorization);
        return service.send(request.build());
    }

    private static String token(UnaryOperator<JWTClaimsSet.Builder> claims) throws Exception {
        return token(JWSAlgorithm.HS256, "one", KEY, claims);
    }

    private static String token(
            JWSAlgorithm algorithm, String kid, String key, UnaryOperator<JWTClaimsSet.Builder> claims)
            throws Exception {
        JWTClaimsSet.Builder usual = new JWTClaimsSet.Builder()
                .subject("me")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(10))));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(kid).build(),
                claims.apply(usual).build());
        token.sign(new MACSigner(key));
        return token.serialize();
    }
}
