package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

final class SeriesTest {
    /** CloudWatch refuses a datum that names a dimension twice. */
    @Test
    void dimensionsHaveNamesOfTheirOwnWhateverLettersAreReplaced() {
        String longest = "ä".repeat(300);
        Series series = Series.of(
                "m",
                Tags.of("größe", "1", "gräße", "2", "gr??e2", "3", longest, "4", longest + "x", "5"),
                StandardUnit.COUNT,
                60);
        assertThat(series.dimensions()).extracting(Dimension::name).doesNotHaveDuplicates();
        assertThat(series.dimensions()).extracting(Dimension::value).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
        assertThat(series.dimensions()).allMatch(dimension -> dimension.name().length() <= 255);
    }
}
