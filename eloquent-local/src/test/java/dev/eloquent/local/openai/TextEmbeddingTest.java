package dev.eloquent.local.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextEmbeddingTest {
    private static final String QUESTION = "How do I restore the database from a backup?";
    private static final float[] PINNED = {-0.4023399f, 0.46423835f, 0.5880352f, -0.5261368f};

    @Test
    void isNearWhereTextsShareWordsOrTheirForms() {
        double same = near(QUESTION, "Restoring databases: choose the backup and restore from it.");
        double other = near(QUESTION, "The cafeteria serves lunch from noon until two.");

        assertThat(same).isGreaterThan(0.3);
        assertThat(other).isLessThan(0.2);
    }

    @Test
    void doesNotHearCaseOrPunctuation() {
        assertThat(near("Red apples!", "red, APPLES")).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "!!!", "\ud83d\ude00", "\u4f60\u597d", "\ud800"})
    void givesEveryTextADirection(String text) {
        for (int dimension : new int[] {1, 2, 384, 3072}) {
            float[] vector = TextEmbedding.of(text, dimension);
            assertThat(vector).hasSize(dimension);
            assertThat(dot(vector, vector)).isCloseTo(1, within(1e-6));
        }
    }

    /** A vector that someone stored must be found again by a later version. */
    @Test
    void isTheSameInEveryVersion() {
        assertThat(TextEmbedding.of("red apples", 4)).containsExactly(PINNED, within(1e-6f));
    }

    private static double near(String one, String other) {
        return dot(TextEmbedding.of(one, 1536), TextEmbedding.of(other, 1536));
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
