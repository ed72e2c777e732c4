package dev.eloquent.tracing;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/** AWS's signature, version 4, by the AWS SDK, over the bytes as they are sent. */
final class SigV4 implements Signer {
    private static final String SERVICE = "xray";

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final String region;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;

    SigV4(String region, IdentityProvider<? extends AwsCredentialsIdentity> credentials) {
        this.region = region;
        this.credentials = credentials;
    }

    @Override
    public Map<String, String> sign(URI address, Map<String, String> headers, byte[] body, Instant at) throws Unsigned {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(address);
        headers.forEach(request::putHeader);
        SignedRequest signed;
        try {
            AwsCredentialsIdentity identity = credentials.resolveIdentity().join();
            signed = signer.sign(what -> what.identity(identity)
                    .request(request.build())
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)));
        } catch (RuntimeException e) {
            // Providers, also a user's own, throw what they like. A fault of theirs must cost a batch, not the thread.
            throw new Unsigned("no credentials to sign with: " + Said.by(e));
        }
        Map<String, String> all = new HashMap<>();
        for (Map.Entry<String, List<String>> header : signed.request().headers().entrySet()) {
            all.put(header.getKey(), String.join(",", header.getValue()));
        }
        if (!signed.request().firstMatchingHeader("Authorization").isPresent()) {
            throw new Unsigned("no credentials to sign with: they are anonymous");
        }
        return all;
    }
}
