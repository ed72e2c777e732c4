package dev.eloquent.docs;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.ratelimit.LocalQuota;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.ratelimit.http.ClientAddress;
import dev.eloquent.ratelimit.http.QuotaFilter;
import dev.eloquent.ratelimit.postgres.PostgresQuotaStore;
import dev.eloquent.redis.RedisQuotaStore;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.shutdown.Shutdown;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** The code that docs/rate-limiting.md quotes: it compiles, or the guide is wrong. */
abstract class RateLimitGuide {
    static final QuotaPolicy PER_CLIENT = QuotaPolicy.exact("per-client", 1_000, Duration.ofMinutes(1));

    abstract void serve();

    abstract int ask();

    // spotless:off
    void shortest() {
        Quota perClient = Quota.of(QuotaPolicy.exact("per-client", 1_000, Duration.ofMinutes(1)));

        if (perClient.tryAcquire("203.0.113.7")) {
            serve();
        }
    }

    LocalQuota several() {
        LocalQuota quota = LocalQuota.builder(
                        QuotaPolicy.smooth("second", 20, Duration.ofSeconds(1)).burst(40),
                        QuotaPolicy.exact("minute", 600, Duration.ofMinutes(1)),
                        QuotaPolicy.exact("everybody", 10_000, Duration.ofMinutes(1)).acrossKeys(),
                        QuotaPolicy.exact("planned", 300, Duration.ofMinutes(1)).dryRun())
                .keys(1_000_000)
                .build();
        return quota;
    }

    Optional<Duration> decide(Quota tokens) {
        QuotaDecision decision = tokens.check("tenant-7", 4_000);   // an estimate
        if (!decision.allowed()) {
            return decision.retryAfter();                           // when as many can be had, if nobody else takes them
        }
        decision.settle(ask());                                     // what it really was, more or less
        return Optional.empty();
    }

    void filter(HttpServer server, HttpHandler api, ClientAddress key, Quota perClient) {
        server.createContext("/api", api).getFilters().add(QuotaFilter.by(key, perClient));
    }

    QuotaFilter address(Quota perClient) {
        return
                QuotaFilter.by(ClientAddress.behindAlb(), perClient);
    }

    ClientAddress verified(Secret<SecretText> origin) {
        return
                ClientAddress.behindCloudFrontAndAlb()
                        .verifiedBy("X-Origin-Verify", () -> origin.get().reveal(), () -> origin.previous().map(SecretText::reveal));
    }

    SharedQuota shared(Shutdown shutdown, DataSource smallPool) {
        SharedQuota perClient = shutdown.own(
                SharedQuota.builder(PostgresQuotaStore.of(smallPool), PER_CLIENT).start());
        return perClient;
    }

    SharedQuota sharedByRedis(Shutdown shutdown) {
        SharedQuota perClient = shutdown.own(SharedQuota.builder(
                        RedisQuotaStore.of("rediss://quotas.example.com", Duration.ofMillis(100)), PER_CLIENT)
                .start());
        return perClient;
    }
    // spotless:on
}
