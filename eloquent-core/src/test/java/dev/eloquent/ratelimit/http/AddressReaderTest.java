package dev.eloquent.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressReaderTest {
    private static final int ROUNDS = 200_000;

    private static Address read(String text) {
        return AddressReader.read(text, 0, text.length());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "192.0.2.1:1, 192.0.2.1",
        "192.0.2.1:65535, 192.0.2.1",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:db8::1, 2001:db8::1",
        "2001:DB8::A, 2001:db8::a",
        "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "[2001:db8::1], 2001:db8::1",
        "[2001:db8::1]:443, 2001:db8::1",
        "[::ffff:192.0.2.1]:443, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::FFFF:c000:0201, 192.0.2.1",
        "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1",
        "0000:0000:0000:0000:0000:ffff:c000:0201, 192.0.2.1",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
        "::fffe:192.0.2.1, ::fffe:c000:201",
        "::192.0.2.1, ::c000:201",
        "1::ffff:192.0.2.1, 1::ffff:c000:201",
    })
    void readsWhatProxiesWrite(String text, String canonical) throws UnknownHostException {
        assertThat(read(text).key(128)).isEqualTo(canonical);
        assertThat(read(" \t" + text + "\t ").key(128)).isEqualTo(canonical);
        assertThat(read(text)).isEqualTo(Address.of(InetAddress.getByName(canonical)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                ".",
                ":",
                ":::",
                "[",
                "]",
                "[]",
                "[]:80",
                "-",
                "*",
                "unknown",
                "_hidden",
                "localhost",
                "example.org",
                "null",
                "1",
                "1.2",
                "1.2.3",
                "1.2.3.",
                ".1.2.3.4",
                "1.2.3.4.",
                "1.2.3.4.5",
                "1..3.4",
                "256.1.1.1",
                "1.2.3.256",
                "1.2.3.1000",
                "4294967296",
                "16909060",
                "01.2.3.4",
                "1.2.3.04",
                "00.0.0.0",
                "0x1.2.3.4",
                "0x01020304",
                "1.2.3.4a",
                "a1.2.3.4",
                "1.2.3.-4",
                "+1.2.3.4",
                "1.2.3.4/32",
                "1 .2.3.4",
                "1.2.3.4 5.6.7.8",
                "1.2.3.4;",
                "\"1.2.3.4\"",
                "for=1.2.3.4",
                "http://1.2.3.4",
                "1.2.3.4:",
                "1.2.3.4:0",
                "1.2.3.4:080",
                "1.2.3.4:65536",
                "1.2.3.4:123456",
                "1.2.3.4:x",
                "1.2.3.4:\u0661",
                "[::1]:\uff11",
                "1.2.3.4:-1",
                "1.2.3.4:80:80",
                "1.2.3.4:80 x",
                "1.2.3.4\u0000",
                "1.2.3.4\n",
                "\r1.2.3.4",
                "1.2.3.4\u000b",
                "\u00a01.2.3.4",
                "\u20281.2.3.4",
                "\u0661.2.3.4",
                "\uff11.2.3.4",
                "1\u30022.3.4",
                "2001:db8::\uff11",
                "\u0967::1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                "1::2::3",
                "::1::",
                ":1",
                "1:",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "1:::2",
                "12345::",
                "::00001",
                "::g",
                "::-1",
                "::+1",
                "::0x1",
                "::1/64",
                "fe80::1%eth0",
                "fe80::1%0",
                "fe80::%",
                "[fe80::1%25eth0]",
                "[::1",
                "::1]",
                "[::1]x",
                "[::1]:",
                "[::1]:0",
                "[::1]:65536",
                "[::1]:http",
                "[::1]]",
                "[[::1]]",
                "[ ::1]",
                "[1.2.3.4]",
                "[1.2.3.4]:80",
                "::1.2.3",
                "::1.2.3.4.5",
                "::1.2.3.256",
                "::01.2.3.4",
                "::1.2.3.4:1",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:1.2.3.4",
                "::ffff:1.2.3.4:80",
                "::ffff:1.2.3.4%1",
            })
    void refusesAnythingElse(String text) {
        assertThat(read(text)).isNull();
    }

    @Test
    void readsAnyNumberOfBlanksAndNoMoreDigitsThanThereAre() {
        assertThat(read("1.2.3.4" + " ".repeat(8_000)).key(64)).isEqualTo("1.2.3.4");
        assertThat(read("0".repeat(1_000_000))).isNull();
        assertThat(read("::".repeat(1_000_000))).isNull();
    }

    /** A part of a header, with others around. */
    @Test
    void readsNothingOutsideOfItsPart() {
        String line = "9.9.9.9,2001:db8::1,1.2.3.4:5,[::1]:2,8.8.8.8";
        assertThat(AddressReader.read(line, 8, 19).key(128)).isEqualTo("2001:db8::1");
        assertThat(AddressReader.read(line, 20, 29).key(128)).isEqualTo("1.2.3.4");
        assertThat(AddressReader.read(line, 30, 37).key(128)).isEqualTo("::1");
        assertThat(AddressReader.read(line, 30, 34)).isNull();
        assertThat(AddressReader.read("::ffff:1.2.3.45", 0, 14).key(128)).isEqualTo("1.2.3.4");
    }

    @Test
    void readsRandomAddressesAsTheJdkDoes() throws UnknownHostException {
        Random random = new Random(20_261_127);
        RandomAddress addresses = new RandomAddress(random);
        for (int i = 0; i < ROUNDS; i++) {
            InetAddress address = addresses.next();
            String text = addresses.written(address);
            assertThat(InetAddress.getByName(text)).as(text).isEqualTo(address);
            assertThat(read(text)).as(text).isEqualTo(Address.of(address));
            assertThat(read(text).key(128)).as(text).isEqualTo(canonical(address));
        }
    }

    /** The JDK writes all eight groups; the longest run of zeros is taken out of that. */
    private static String canonical(InetAddress address) {
        String full = address.getHostAddress();
        for (int zeros = 8; zeros >= 2; zeros--) {
            Matcher run =
                    Pattern.compile("(^|:)0(:0){" + (zeros - 1) + "}(:|$)").matcher(full);
            if (run.find()) {
                return full.substring(0, run.start()) + "::" + full.substring(run.end());
            }
        }
        return full;
    }

    /** What it takes, the JDK takes for the same address: there is no text of which the two have different opinions. */
    @Test
    void takesNothingThatIsAnotherAddressToTheJdk() throws UnknownHostException {
        Random random = new Random(20_261_128);
        RandomAddress addresses = new RandomAddress(random);
        String characters = "0123456789abcdefF::::....%g[] x";
        int taken = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(addresses.written(addresses.next()));
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length() + 1);
                String what = String.valueOf(characters.charAt(random.nextInt(characters.length())));
                text.replace(at, Math.min(text.length(), at + random.nextInt(2)), random.nextInt(4) == 0 ? "" : what);
                if (text.length() == 0) {
                    text.append('1');
                }
            }
            Address address = read(text.toString());
            if (address != null) {
                taken++;
                String bare = text.toString().trim().replaceFirst("^\\[(.*)](:\\d+)?$", "$1");
                String host = bare.matches("[0-9.]+:\\d+") ? bare.substring(0, bare.indexOf(':')) : bare;
                assertThat(Address.of(InetAddress.getByName(host))).as(host).isEqualTo(address);
            }
        }
        assertThat(taken).isBetween(ROUNDS / 20, ROUNDS / 2);
    }
}
