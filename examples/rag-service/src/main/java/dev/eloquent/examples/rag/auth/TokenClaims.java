package dev.eloquent.examples.rag.auth;

import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a token has to say: for whom it is, and that it ends, soon enough that its key is still known then. */
final class TokenClaims extends DefaultJWTClaimsVerifier<SecurityContext> {
    /** By how much the clocks of two tasks may differ. */
    static final Duration SKEW = Duration.ofSeconds(30);

    private final Duration longestLife;
    private final Clock clock;

    TokenClaims(Duration longestLife, Clock clock) {
        super(null, Set.of("sub", "exp"));
        this.longestLife = longestLife;
        this.clock = clock;
        setMaxClockSkew(Math.toIntExact(SKEW.toSeconds()));
    }

    @Override
    protected Date currentTime() {
        return Date.from(clock.instant());
    }

    @Override
    public void verify(JWTClaimsSet claims, @Nullable SecurityContext context) throws BadJWTException {
        super.verify(claims, context);
        if (claims.getSubject().isBlank()) {
            throw new BadJWTException("the token is for nobody");
        }
        Instant latest = clock.instant().plus(longestLife).plus(SKEW);
        if (claims.getExpirationTime().toInstant().isAfter(latest)) {
            throw new BadJWTException("the token's end is too far away");
        }
    }
}
