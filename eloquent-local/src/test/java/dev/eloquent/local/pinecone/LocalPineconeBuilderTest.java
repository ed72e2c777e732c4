package dev.eloquent.local.pinecone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LocalPineconeBuilderTest {
    @Test
    void namesEverythingThatIsOutOfRange() {
        LocalPineconeBuilder builder =
                LocalPinecone.index("docs").dimension(0).apiKey("").capacity(0).describesPerSecond(0);
        assertThatThrownBy(() -> builder.start(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pinecone not started: dimension must be from 1 to 20000, was 0; describesPerSecond must be"
                        + " from 1 to 1000000, was 0; port must be from 0 to 65535, was 70000; capacity must be from 1"
                        + " to 9223372036854775807, was 0; apiKey must not be empty");
    }
}
