package dev.eloquent.local.otlp;

import dev.eloquent.local.aws.AccessKey;
import dev.eloquent.local.server.LoopbackServer;
import dev.eloquent.local.server.StartCheck;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * The settings of a stand-in that receives OTLP; {@link LocalOtlp#collector} and {@link LocalOtlp#aws} have one. Not safe
 * for use by several threads.
 */
public final class LocalOtlpBuilder {
    private static final int MOST = 1_000_000;
    private static final String LOCAL = "local";

    private final Optional<String> region;
    private InstantSource clock = InstantSource.system();
    private int mostSpans = 100_000;
    private int mostPoints = 100_000;
    private String keyId = LOCAL;
    private String secret = LOCAL;
    private Optional<String> sessionToken = Optional.empty();
    private boolean credentialsGiven;

    LocalOtlpBuilder(Optional<String> region) {
        this.region = region;
    }

    /**
     * With which requests are to be signed, for AWS alone; default {@code local} and {@code local}. Make them up: a
     * stand-in needs no real ones.
     */
    public LocalOtlpBuilder credentials(String accessKeyId, String secretAccessKey) {
        keyId = Objects.requireNonNull(accessKeyId, "accessKeyId");
        secret = Objects.requireNonNull(secretAccessKey, "secretAccessKey");
        credentialsGiven = true;
        return this;
    }

    /** What requests are to have in X-Amz-Security-Token, as those of a task role have; default any or none. */
    public LocalOtlpBuilder sessionToken(String value) {
        sessionToken = Optional.of(Objects.requireNonNull(value, "sessionToken"));
        credentialsGiven = true;
        return this;
    }

    /**
     * The clock of signatures and of the age of spans, for tests that move time; default the system's. It is told to
     * clients in the header Date, and one whose own clock is more than 5 minutes away is refused by AWS.
     */
    public LocalOtlpBuilder clock(InstantSource value) {
        clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /** How many spans are kept, 1 to 1,000,000; default 100,000. */
    public LocalOtlpBuilder mostSpans(int value) {
        mostSpans = value;
        return this;
    }

    /** How many points of metrics are kept, 1 to 1,000,000; default 100,000. */
    public LocalOtlpBuilder mostPoints(int value) {
        mostPoints = value;
        return this;
    }

    /** Starts on a port that is free. */
    public LocalOtlp start() {
        return start(0);
    }

    /**
     * Starts.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @throws IllegalArgumentException naming all settings that are out of range
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public LocalOtlp start(int port) {
        StartCheck check = new StartCheck("otlp");
        region.ifPresent(check::region);
        check.that(
                        region.isPresent() || !credentialsGiven,
                        "a collector asks for no signature: leave the credentials out, or use LocalOtlp.aws(region)")
                .that(
                        keyId.matches("\\w{1,128}"),
                        "the id of the access key must be 1 to 128 letters, digits and underscores, was \"" + keyId
                                + "\"")
                .that(!secret.isEmpty(), "the secret access key must not be empty")
                .within("mostSpans", mostSpans, 1, MOST)
                .within("mostPoints", mostPoints, 1, MOST)
                .port(port)
                .done();
        Received received = new Received(mostSpans, mostPoints);
        Optional<AwsRules> aws = region.map(name -> new AwsRules(new AccessKey(keyId, secret, sessionToken), name));
        OtlpApi api = new OtlpApi(received, aws, clock);
        return new LocalOtlp(received, aws, LoopbackServer.start(api, port, System::nanoTime));
    }
}
