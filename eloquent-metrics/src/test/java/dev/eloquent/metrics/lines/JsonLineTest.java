package dev.eloquent.metrics.lines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Read back by somebody else's parser. */
final class JsonLineTest {
    private final ObjectMapper jackson = new ObjectMapper();

    private JsonNode read(JsonLine json) throws IOException {
        byte[] line = json.end();
        assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
        String text = new String(line, 0, line.length - 1, StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("\n", "\r");
        return jackson.readTree(line);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        JsonLine json = new JsonLine(0);
        json.object()
                .name("a")
                .array()
                .number(1)
                .number(-2.5)
                .number(1e300)
                .number(Double.NaN)
                .endArray();
        json.name("b").object().name("c").bool(true).name("d").none().endObject();
        json.name("e").array().endArray().name("f").text("x").endObject();
        assertThat(read(json).toString())
                .isEqualTo("{\"a\":[1,-2.5,1.0E300,\"NaN\"],\"b\":{\"c\":true,\"d\":null},\"e\":[],\"f\":\"x\"}");
    }

    @Test
    void textsComeBackAsTheyWereAndHalvesOfPairsAreReplaced() throws IOException {
        Random random = new Random(20_261_127);
        for (int round = 0; round < 20_000; round++) {
            String text = nasty(random);
            JsonNode read = read(new JsonLine(0).object().name(text).text(text).endObject());
            String expected = wellFormed(text);
            assertThat(read.fieldNames().next()).isEqualTo(expected);
            assertThat(read.elements().next().textValue()).isEqualTo(expected);
        }
    }

    @Test
    void aTextThatIsCutSaysByHowMuchAndCutsNoPair() throws IOException {
        String text = "ab\ud83d\ude00cd";
        assertThat(read(new JsonLine(0).text(text, 3)).textValue()).isEqualTo("ab... (4 more)");
        assertThat(read(new JsonLine(0).text(text, 4)).textValue()).isEqualTo("ab\ud83d\ude00... (2 more)");
        assertThat(read(new JsonLine(0).text(text, 6)).textValue()).isEqualTo(text);
    }

    /** Of every kind that is special to JSON, UTF-8 or lines, and of halves of pairs. */
    private static String nasty(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(7)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append("\"\\/\u007f\u2028\u2029\ufeff\uffff{}[]:,".charAt(random.nextInt(14)));
                case 2 -> text.append((char) random.nextInt(0x800));
                case 3 -> text.append((char) random.nextInt(0x10000));
                case 4 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                case 5 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                default -> text.append((char) (' ' + random.nextInt(95)));
            }
        }
        return text.toString();
    }

    private static String wellFormed(String text) {
        StringBuilder formed = new StringBuilder();
        text.codePoints().forEach(point -> formed.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? 0xfffd : point));
        return formed.toString();
    }
}
