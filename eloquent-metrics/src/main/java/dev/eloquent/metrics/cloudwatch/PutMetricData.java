package dev.eloquent.metrics.cloudwatch;

import dev.eloquent.metrics.step.Batch;
import dev.eloquent.metrics.step.Boxes;
import dev.eloquent.metrics.step.PutOutcome;
import dev.eloquent.metrics.step.PutOutcome.Accepted;
import dev.eloquent.metrics.step.PutOutcome.Ambiguous;
import dev.eloquent.metrics.step.PutOutcome.Postponed;
import dev.eloquent.metrics.step.PutOutcome.Refused;
import dev.eloquent.metrics.step.PutOutcome.Unexplained;
import dev.eloquent.metrics.step.Sink;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;

/**
 * The call, through the AWS SDK, once: the SDK's own repeats are off, since it repeats ambiguous failures without telling.
 * What an error says of the data is decided here.
 */
final class PutMetricData implements Sink {
    /** Of who calls, or of the way to CloudWatch: all calls have the same answer until somebody mends that. */
    private static final Set<Integer> STATUS_OF_CALLER = Set.of(401, 403, 407, 408, 429, 503);

    /** What is in a code that says the same, in lower case. */
    private static final List<String> OF_CALLER = List.of(
            "auth", "access", "token", "signature", "unrecognizedclient", "expired", "optin", "timeout", "aborted");

    /** How codes begin that say that the data are bad. */
    private static final List<String> OF_DATA = List.of(
            "InvalidParameter",
            "InvalidFormat",
            "Missing",
            "Validation",
            "Serialization",
            "Malformed",
            "LimitExceeded");

    private final String namespace;
    private final AbortableHttp http;
    private final CloudWatchClient client;
    private final Boxes boxes = new Boxes();

    private PutMetricData(String namespace, AbortableHttp http, CloudWatchClient client) {
        this.namespace = namespace;
        this.http = http;
        this.client = client;
    }

    /** @throws CloudWatchConfigurationException if the environment names no region, or is wrong in another way */
    static PutMetricData with(String namespace, Duration limit, Consumer<CloudWatchClientBuilder> settings) {
        AbortableHttp http = new AbortableHttp(UrlConnectionHttpClient.builder()
                .connectionTimeout(limit)
                .socketTimeout(limit)
                .build());
        try {
            CloudWatchClientBuilder builder = CloudWatchClient.builder();
            settings.accept(builder);
            builder.httpClient(http)
                    .overrideConfiguration(builder.overrideConfiguration().toBuilder()
                            .retryStrategy(AwsRetryStrategy.doNotRetry())
                            .apiCallAttemptTimeout(limit)
                            .apiCallTimeout(limit)
                            .build());
            return new PutMetricData(namespace, http, builder.build());
        } catch (SdkException | IllegalArgumentException | NullPointerException wrong) {
            http.close();
            throw new CloudWatchConfigurationException(
                    List.of("the AWS SDK cannot be set up; set AWS_REGION, which ECS sets for its tasks, and endpoints"
                            + " (AWS_ENDPOINT_URL_CLOUDWATCH, AWS_ENDPOINT_URL) to a URL or not at all: "
                            + wrong.getMessage()));
        }
    }

    @Override
    public PutOutcome put(Batch batch) {
        http.reset();
        try {
            client.putMetricData(call -> call.namespace(namespace)
                    .metricData(batch.data().stream()
                            .map(datum -> datum.toSdk(boxes))
                            .toList()));
            return new Accepted();
        } catch (AwsServiceException answer) {
            return answered(answer);
        } catch (RuntimeException fault) {
            // Of the SDK, or of what a user has given it, such as a provider of credentials.
            return unanswered(fault);
        }
    }

    private static PutOutcome answered(AwsServiceException answer) {
        String why = said(answer);
        int status = answer.statusCode();
        String code = status == 400 ? code(answer) : "";
        // Before what speaks of data: MissingAuthenticationToken does not.
        if (STATUS_OF_CALLER.contains(status)
                || answer.isThrottlingException()
                || answer.isClockSkewException()
                || isOfCaller(code)) {
            return new Postponed(why);
        }
        if (status >= 500) {
            return new Ambiguous(why);
        }
        boolean ofData = status == 413 || OF_DATA.stream().anyMatch(code::startsWith);
        return ofData ? new Refused(why) : new Unexplained(why);
    }

    /** Empty if the answer has none, as that of a proxy. */
    private static String code(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private static boolean isOfCaller(String code) {
        String lower = code.toLowerCase(Locale.ROOT);
        return OF_CALLER.stream().anyMatch(lower::contains);
    }

    private PutOutcome unanswered(RuntimeException fault) {
        String why = said(fault);
        if (!http.begun()) {
            return new Postponed(why);
        }
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof SSLHandshakeException
                    || (cause instanceof SocketTimeoutException slow && isOfDial(slow))) {
                return new Postponed(why);
            }
        }
        return new Ambiguous(why);
    }

    /** The JDK has one type for both. */
    private static boolean isOfDial(SocketTimeoutException slow) {
        return String.valueOf(slow.getMessage()).toLowerCase(Locale.ROOT).startsWith("connect");
    }

    private static String said(RuntimeException fault) {
        return fault.getClass().getSimpleName() + ": " + fault.getMessage();
    }

    @Override
    public void abort() {
        http.abortAll();
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
