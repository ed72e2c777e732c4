package dev.eloquent.tracing;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Where spans go. Immutable.
 *
 * <p>Addresses are bases, as in {@code OTEL_EXPORTER_OTLP_ENDPOINT}: {@code /v1/traces} is appended.
 */
public final class TraceDestination {
    private final Kind kind;
    private final String region;
    private final Optional<URI> base;
    private final Map<String, String> headers;
    private final Optional<IdentityProvider<? extends AwsCredentialsIdentity>> credentials;

    private enum Kind {
        NONE,
        COLLECTOR,
        XRAY
    }

    private TraceDestination(
            Kind kind,
            String region,
            Optional<URI> base,
            Map<String, String> headers,
            Optional<IdentityProvider<? extends AwsCredentialsIdentity>> credentials) {
        this.kind = kind;
        this.region = region;
        this.base = base;
        this.headers = headers;
        this.credentials = credentials;
    }

    /** Nowhere. Spans have ids, which propagate and show in the log, and are then forgotten. */
    public static TraceDestination none() {
        return new TraceDestination(Kind.NONE, "", Optional.empty(), Map.of(), Optional.empty());
    }

    /** A collector or another receiver of OTLP over HTTP, such as {@code http://localhost:4318}. Nothing is signed. */
    public static TraceDestination collector(URI base) {
        return collector(base, Map.of());
    }

    /** As above, with headers, such as the key of a vendor; their values show in no log and no error. */
    public static TraceDestination collector(URI base, Map<String, String> headers) {
        Objects.requireNonNull(base, "base");
        return new TraceDestination(Kind.COLLECTOR, "", Optional.of(base), Map.copyOf(headers), Optional.empty());
    }

    /**
     * X-Ray in this region, at its public address there ({@code amazonaws.com.cn} in China, and so on). Needs CloudWatch's
     * Transaction Search, and {@code xray:PutTraceSegments} for the task role. Credentials are found as by any program of
     * the AWS SDK; on ECS they are the task role's.
     */
    public static TraceDestination xRay(String region) {
        Objects.requireNonNull(region, "region");
        return new TraceDestination(Kind.XRAY, region, Optional.empty(), Map.of(), Optional.empty());
    }

    /** X-Ray at an address of yours, such as a VPC endpoint or a stand-in; signed for this region all the same. */
    public static TraceDestination xRay(String region, URI base) {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(base, "base");
        return new TraceDestination(Kind.XRAY, region, Optional.of(base), Map.of(), Optional.empty());
    }

    /** With these credentials instead of those of the environment. Of use to X-Ray only. */
    public TraceDestination credentials(IdentityProvider<? extends AwsCredentialsIdentity> provider) {
        return new TraceDestination(
                kind, region, base, headers, Optional.of(Objects.requireNonNull(provider, "provider")));
    }

    boolean isNone() {
        return kind == Kind.NONE;
    }

    Map<String, String> headers() {
        return headers;
    }

    URI address() {
        String text = base.map(URI::toString).orElseGet(() -> "https://xray." + region + "." + suffix());
        return URI.create(text.replaceAll("/+$", "") + "/v1/traces");
    }

    private String suffix() {
        return PartitionMetadata.of(Region.of(region)).dnsSuffix();
    }

    Signer signer() {
        return kind == Kind.XRAY
                ? new SigV4(
                        region,
                        credentials.isPresent()
                                ? credentials.get()
                                : DefaultCredentialsProvider.builder().build())
                : Signer.none();
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (kind == Kind.XRAY && !region.matches("[a-z]{2,}(-[a-z0-9]+)+")) {
            faults.add("region must be one such as eu-central-1, was '" + region + "'");
        }
        base.ifPresent(uri -> {
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (uri.getRawUserInfo() != null
                    || String.valueOf(uri.getRawAuthority()).contains("@")) {
                // Not quoted: that is where a password would stand.
                faults.add("address must not have user info: send credentials in a header");
            } else if (!http || uri.getHost() == null) {
                faults.add("address must be http:// or https:// and a host, was '" + uri + "'");
            } else if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                faults.add("address must have no query and no fragment");
            }
        });
        headers.forEach((name, value) -> {
            try {
                HttpRequest.newBuilder().setHeader(name, value);
            } catch (IllegalArgumentException e) {
                // Its message has the value, which is a secret.
                faults.add("header '" + Said.line(name) + "' must have a name that HTTP's client leaves to others and a"
                        + " value in one line: see whether a line break ends it (it is not shown here)");
            }
        });
        return faults;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case NONE -> "nowhere";
            case COLLECTOR -> "collector at " + address();
            case XRAY -> "X-Ray at " + address();
        };
    }
}
