package dev.eloquent.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CutTest {
    @Test
    void saysHowLongWhatItCutWas() {
        assertThat(Cut.to("abcd", 4)).isEqualTo("abcd");
        assertThat(Cut.to("abcde", 4)).isEqualTo("abcd\u2026 (5 characters)");
    }

    @Test
    void leavesNoHalfOfACharacter() {
        assertThat(Cut.to("abc\ud83d\ude00e", 4)).isEqualTo("abc\u2026 (6 characters)");
    }
}
