package dev.eloquent.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.MissingRequiredParameterException;

/** AWS's limits: what is just within, and how what is beyond is refused. */
final class LocalCloudWatchLimitsTest {
    private final Instant now = Instant.now();

    private final LocalCloudWatch cloudWatch =
            LocalCloudWatch.region("eu-central-1").clock(() -> now).start();
    private final CloudWatchClient client = SdkClient.of(cloudWatch);

    @AfterEach
    void close() {
        client.close();
        cloudWatch.close();
    }

    @Test
    void takesAThousandDataAndNoMore() {
        put(Collections.nCopies(1_000, valid().build()));
        assertThat(cloudWatch.data()).hasSize(1_000);
        refused(
                Collections.nCopies(1_001, valid().build()),
                "The collection MetricData must not have a size greater than 1000.");
    }

    @Test
    void takesAMegabyteBeforeCompressionAndNoMore() {
        // 150 doubles of nine bytes each, and a few for the rest.
        MetricDatum large = valid().value(null)
                .values(IntStream.range(0, 150).mapToObj(i -> i + 0.1).toList())
                .build();
        put(Collections.nCopies(700, large));
        assertThat(cloudWatch.data()).hasSize(700);
        assertThatThrownBy(() -> put(Collections.nCopies(800, large)))
                .isInstanceOfSatisfying(CloudWatchException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(413);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("RequestEntityTooLarge");
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Request size exceeded 1048576 bytes");
                });
        assertThat(cloudWatch.data()).hasSize(700);
    }

    @Test
    void takesAHundredAndFiftyValuesWithAsManyCounts() {
        put(List.of(values(150, 150)));
        refused(
                List.of(valid().build(), values(151, 151)),
                "The collection MetricData.member.2.Values must not have a size greater than 150.");
        refused(
                List.of(values(3, 2)),
                "The collections MetricData.member.1.Values and MetricData.member.1.Counts must have the same size,"
                        + " had 3 and 2.");
    }

    @Test
    void takesThirtyDimensionsOfDifferentNames() {
        put(List.of(valid().dimensions(dimensions(30)).build()));
        refused(
                List.of(valid().dimensions(dimensions(31)).build()),
                "The collection MetricData.member.1.Dimensions must not have a size greater than 30.");
        refused(
                List.of(valid().dimensions(dimension("a", "1"), dimension("a", "2"))
                        .build()),
                "The collection MetricData.member.1.Dimensions must not have two dimensions of one name.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e109, -1e109})
    void refusesWhatIsNoNumberOrTooLarge(double value) {
        refused(
                List.of(valid().value(value).build()),
                "The value " + value + " for parameter MetricData.member.1.Value is invalid.");
        refused(
                List.of(valid().value(null).values(1.0, value).build()),
                "The value " + value + " for parameter MetricData.member.1.Values.member.2 is invalid.");
        refused(
                List.of(valid().value(null)
                        .statisticValues(set ->
                                set.sampleCount(2.0).sum(value).minimum(1.0).maximum(2.0))
                        .build()),
                "The value " + value + " for parameter MetricData.member.1.StatisticValues.Sum is invalid.");
    }

    @Test
    void takesTheLargestNumbers() {
        put(List.of(
                valid().value(Math.scalb(1.0, 360)).build(),
                valid().value(-Math.scalb(1.0, 360)).build()));
        assertThat(cloudWatch.data()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void refusesCountsThatCountNothing(double count) {
        refused(
                List.of(valid().value(null).values(1.0).counts(count).build()),
                "The value " + count + " for parameter MetricData.member.1.Counts.member.1 is invalid.");
    }

    @Test
    void takesTimesFromTwoWeeksAgoToTwoHoursAhead() {
        put(List.of(
                valid().timestamp(now.minus(Duration.ofDays(14)).plusMillis(1)).build(),
                valid().timestamp(now.plus(Duration.ofHours(2)).minusMillis(1)).build()));
        refused(
                List.of(
                        valid().timestamp(now.minus(Duration.ofDays(14)).minusMillis(2))
                                .build(),
                        valid().timestamp(now.plus(Duration.ofHours(2)).plusMillis(2))
                                .build()),
                "The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.\n"
                        + "The parameter MetricData.member.2.Timestamp must specify a time no more than two hours in the"
                        + " future.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AWS/ECS|The value AWS/ECS for parameter Namespace is invalid.",
                ":shop|The value :shop for parameter Namespace is invalid.",
                "shop$|The value shop$ for parameter Namespace is invalid.",
                "' '|The value for parameter Namespace is blank or contains control characters.",
            })
    void refusesNamespacesThatAreNotOnesOwn(String namespace, String message) {
        assertThatThrownBy(
                        () -> client.putMetricData(r -> r.namespace(namespace).metricData(valid().build())))
                .isInstanceOfSatisfying(
                        InvalidParameterValueException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message));
    }

    @Test
    void limitsNames() {
        String longest = "n".repeat(255);
        String longestValue = "v".repeat(1024);
        client.putMetricData(r -> r.namespace(longest)
                .metricData(valid().metricName(longest)
                        .dimensions(dimension(longest, longestValue))
                        .build()));
        refused(
                List.of(valid().metricName(longest + "n")
                        .dimensions(dimension(longest + "n", longestValue + "v"))
                        .build()),
                "The parameter MetricData.member.1.MetricName must be shorter than 256 characters.\n"
                        + "The parameter MetricData.member.1.Dimensions.member.1.Name must be shorter than 256"
                        + " characters.\n"
                        + "The parameter MetricData.member.1.Dimensions.member.1.Value must be shorter than 1025"
                        + " characters.");
        refused(
                List.of(valid().dimensions(dimension(":a", "b"), dimension("c", "Stra\u00dfe"), dimension("d", "\n"))
                        .build()),
                "The value :a for parameter MetricData.member.1.Dimensions.member.1.Name is invalid.\n"
                        + "The value for parameter MetricData.member.1.Dimensions.member.2.Value contains non-ASCII"
                        + " characters.\n"
                        + "The value for parameter MetricData.member.1.Dimensions.member.3.Value is blank or contains"
                        + " control characters.");
    }

    @Test
    void wantsUnitsAndResolutionsThatThereAre() {
        refused(
                List.of(valid().storageResolution(300).build()),
                "The parameter MetricData.member.1.StorageResolution must be a value in the set [ 1, 60 ].");
        assertThatThrownBy(() -> put(List.of(valid().unit("Fortnights").build())))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageStartingWith(
                        "The parameter MetricData.member.1.Unit must be a value in the set [ Seconds, Microseconds, ");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> client.putMetricData(r -> r.metricData(
                        valid().metricName(null).build(),
                        valid().value(null).build(),
                        valid().value(null).statisticValues(set -> set.sum(1.0)).build())))
                .isInstanceOfSatisfying(
                        MissingRequiredParameterException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("The parameter Namespace is required.\n"
                                        + "The parameter MetricData.member.1.MetricName is required.\n"
                                        + "At least one of the parameters MetricData.member.2.Value,"
                                        + " MetricData.member.2.Values and MetricData.member.2.StatisticValues must be"
                                        + " specified.\n"
                                        + "The parameter MetricData.member.3.StatisticValues.SampleCount is required.\n"
                                        + "The parameter MetricData.member.3.StatisticValues.Minimum is required.\n"
                                        + "The parameter MetricData.member.3.StatisticValues.Maximum is required."));
        assertThatThrownBy(() -> client.putMetricData(r -> r.namespace("shop")))
                .isInstanceOf(MissingRequiredParameterException.class);
    }

    @Test
    void wantsOneKindOfValues() {
        Consumer<MetricDatum.Builder> both = datum -> datum.statisticValues(
                set -> set.sampleCount(1.0).sum(1.0).minimum(1.0).maximum(1.0));
        assertThatThrownBy(() -> put(List.of(valid().applyMutation(both).build())))
                .isInstanceOfSatisfying(
                        InvalidParameterCombinationException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("The parameters MetricData.member.1.Value and"
                                        + " MetricData.member.1.StatisticValues are mutually exclusive and you have"
                                        + " specified both."));
    }

    private void refused(List<MetricDatum> data, String message) {
        int before = cloudWatch.data().size();
        assertThatThrownBy(() -> put(data)).isInstanceOfSatisfying(InvalidParameterValueException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(400);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
        assertThat(cloudWatch.data()).hasSize(before);
    }

    private void put(List<MetricDatum> data) {
        client.putMetricData(r -> r.namespace("shop").metricData(data));
    }

    private static MetricDatum.Builder valid() {
        return MetricDatum.builder().metricName("m").value(1.0);
    }

    private static MetricDatum values(int values, int counts) {
        return valid().value(null)
                .values(IntStream.range(0, values).mapToObj(Double::valueOf).toList())
                .counts(Collections.nCopies(counts, 1.0))
                .build();
    }

    private static List<Dimension> dimensions(int number) {
        return IntStream.range(0, number).mapToObj(i -> dimension("d" + i, "v")).toList();
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
