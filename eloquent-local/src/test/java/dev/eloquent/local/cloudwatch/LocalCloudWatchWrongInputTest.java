package dev.eloquent.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that the SDK would not send; each is signed as it should be. */
final class LocalCloudWatchWrongInputTest {
    private static final String NAMESPACE = "69 4e616d657370616365 64 73686f70";
    private static final String DATA = "6a 4d657472696344617461";
    private static final String NAME = "6a 4d65747269634e616d65 61 6d";
    private static final String VALUE = "65 56616c7565";
    /** {"Namespace": "shop", "MetricData": [{"MetricName": "m", "Value": 1.5}]}, the value being half a float. */
    private static final String RIGHT = "a2" + NAMESPACE + DATA + "81 a2" + NAME + VALUE + "f9 3e00";

    private final LocalCloudWatch cloudWatch =
            LocalCloudWatch.region("eu-central-1").start();

    @AfterEach
    void close() {
        cloudWatch.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Half, single and double; a whole number; all lengths left open; a name in two pieces; a tagged value.
                RIGHT,
                "a2" + NAMESPACE + DATA + "81 a2" + NAME + VALUE + "fa 3fc00000",
                "a2" + NAMESPACE + DATA + "81 a2" + NAME + VALUE + "fb 3ff8000000000000",
                "bf" + NAMESPACE + DATA + "9f bf" + NAME + VALUE + "f9 3e00 ff ff ff",
                "bf 69 4e616d657370616365 7f 62 7368 62 6f70 ff" + DATA + "9f bf" + NAME + VALUE + "f9 3e00 ff ff ff",
                "a2" + NAMESPACE + DATA + "81 a2" + NAME + VALUE + "d9 d9f7 f9 3e00",
            })
    void takesEveryWayOfWritingARequest(String body) throws Exception {
        assertThat(new RawPut(cloudWatch, RawPut.hex(body)).answer())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Content-Type: application/cbor\r\n", "smithy-protocol: rpc-v2-cbor\r\n")
                .endsWith("\r\n\r\n\u00bf\u00ff");
        assertThat(cloudWatch.data()).singleElement().satisfies(datum -> {
            assertThat(datum.namespace()).isEqualTo("shop");
            assertThat(datum.name()).isEqualTo("m");
            assertThat(datum.distribution().sum()).isEqualTo(1.5);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ff|the body is not valid CBOR",
                "a2 69 4e61|the body is not valid CBOR",
                "bf" + NAMESPACE + "|the body is not valid CBOR",
                "a1" + NAMESPACE + "00|the body is not valid CBOR",
                "a2" + NAMESPACE + NAMESPACE + "|the body is not valid CBOR",
                "9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f 9f|the body is not valid CBOR",
                "bb 7fffffffffffffff" + NAMESPACE + "|the body is not valid CBOR",
                "7b 7fffffffffffffff 61|the body is not valid CBOR",
                "80|the body must be a map of CBOR",
                "f6|the body must be a map of CBOR",
                "a1 69 4e616d657370616365 01|Namespace must be a string",
                "a2" + NAMESPACE + DATA + "a0|MetricData must be a list",
                "a2" + NAMESPACE + DATA + "81 01|MetricData.member.1 must be a map",
                "a2" + NAMESPACE + DATA + "81 a2" + NAME + VALUE + "61 31|MetricData.member.1.Value must be a number",
            })
    void refusesWhatItCannotRead(String body, String message) throws Exception {
        assertThat(new RawPut(cloudWatch, RawPut.hex(body)).answer())
                .startsWith("HTTP/1.1 400 ")
                .contains("x-amzn-query-error: SerializationException;Sender")
                .contains("com.amazonaws.cloudwatch#SerializationException")
                .contains(message);
        assertThat(cloudWatch.data()).isEmpty();
    }

    @Test
    void takesGzipAndRefusesWhatIsNone() throws Exception {
        byte[] zipped = RawPut.gzipped(RawPut.hex(RIGHT));
        assertThat(new RawPut(cloudWatch, zipped).gzip().answer()).startsWith("HTTP/1.1 200 ");
        for (byte[] broken : new byte[][] {
            Arrays.copyOf(zipped, zipped.length - 9), Arrays.copyOf(zipped, 5), RawPut.hex(RIGHT), new byte[0]
        }) {
            assertThat(new RawPut(cloudWatch, broken).gzip().answer())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("the body is not gzip, or not all of it");
        }
        assertThat(cloudWatch.data()).hasSize(1);
    }

    /** An eighth of a megabyte that would become 128: it is given up after one. */
    @Test
    void givesUpOnAGzipBomb() throws Exception {
        byte[] bomb = RawPut.gzipped(new byte[128 * 1024 * 1024]);
        byte[] truncated = Arrays.copyOf(bomb, bomb.length / 2);
        for (byte[] body : new byte[][] {bomb, truncated}) {
            assertThat(new RawPut(cloudWatch, body).gzip().answer())
                    .startsWith("HTTP/1.1 413 ")
                    .contains("x-amzn-query-error: RequestEntityTooLarge;Sender")
                    .contains("Request size exceeded 1048576 bytes");
        }
    }

    @Test
    void refusesABodyThatIsTooLargeAsItIs() throws Exception {
        assertThat(new RawPut(cloudWatch, new byte[1024 * 1024 + 1]).answer())
                .startsWith("HTTP/1.1 413 ")
                .contains("Request size exceeded 1048576 bytes");
        assertThat(new RawPut(cloudWatch, new byte[4 * 1024 * 1024 + 1]).answer())
                .startsWith("HTTP/1.1 413 ")
                .contains("x-amzn-query-error: RequestEntityTooLarge;Sender");
    }

    /** Whatever the bytes, it is either taken or refused, and never the stand-in's own failure. */
    @Test
    void survivesAnyBytes() throws Exception {
        Random random = new Random(7);
        byte[] right = RawPut.hex(RIGHT);
        for (int i = 0; i < 500; i++) {
            byte[] changed = right.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            assertThat(new RawPut(cloudWatch, changed).answer())
                    .as("change %d", i)
                    .matches("(?s)HTTP/1.1 (200|400) .*");
        }
    }
}
