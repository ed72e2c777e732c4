package dev.eloquent.examples.rag.limits;

import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.examples.rag.database.Database;
import dev.eloquent.examples.rag.secrets.RagSecrets;
import dev.eloquent.examples.rag.settings.RateLimitSettings;
import dev.eloquent.metrics.Telemetry;
import dev.eloquent.metrics.ratelimit.QuotaMeters;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.ratelimit.http.ClientAddress;
import dev.eloquent.ratelimit.postgres.PostgresQuotaStore;
import dev.eloquent.redis.RedisQuotaStore;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.servlet.ratelimit.QuotaFilter;
import dev.eloquent.shutdown.Shutdown;
import java.time.Duration;
import java.util.Collections;

/** How often a client, known by its address, may ask. */
public final class RequestLimit {
    private RequestLimit() {}

    /** The filter for {@code /api/*}; what it stands on is closed by the shutdown. */
    public static QuotaFilter open(
            RateLimitSettings settings, String database, Secrets secrets, Telemetry telemetry, Shutdown shutdown) {
        QuotaPolicy policy = QuotaPolicy.exact("per-client", settings.perMinute(), Duration.ofMinutes(1));
        Quota quota = switch (settings.store()) {
            case LOCAL -> Quota.of(policy);
            case POSTGRES -> {
                // Two connections of its own: decisions and queries must not wait behind each other.
                HikariDataSource pool =
                        shutdown.own("limits' pool", Database.smallPool(database, secrets.get(RagSecrets.DATABASE)));
                yield shutdown.own(
                        "limits",
                        SharedQuota.builder(PostgresQuotaStore.of(pool), policy).start());
            }
            case REDIS ->
                shutdown.own(
                        "limits",
                        SharedQuota.builder(
                                        RedisQuotaStore.of(settings.redis().orElseThrow(), Duration.ofMillis(500)),
                                        policy)
                                .start());
        };
        telemetry.bind(QuotaMeters.of(policy.name(), quota));
        ClientAddress client = settings.originHeader()
                .map(header -> verified(client(settings), header, secrets.get(RagSecrets.ORIGIN)))
                .orElseGet(() -> client(settings));
        return QuotaFilter.by(
                request -> client.of(request.getRemoteAddr(), name -> Collections.list(request.getHeaders(name))),
                quota);
    }

    private static ClientAddress client(RateLimitSettings settings) {
        return switch (settings.clients()) {
            case DIRECT -> ClientAddress.direct();
            case ALB -> ClientAddress.behindAlb();
            case CLOUDFRONT_ALB -> ClientAddress.behindCloudFrontAndAlb();
        };
    }

    /** By the previous secret as well: CloudFront takes minutes until all of it sends a new one. */
    private static ClientAddress verified(ClientAddress client, String header, Secret<SecretText> origin) {
        return client.verifiedBy(
                header, () -> origin.get().reveal(), () -> origin.previous().map(SecretText::reveal));
    }
}
