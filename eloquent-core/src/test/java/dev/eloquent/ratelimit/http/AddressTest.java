package dev.eloquent.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressTest {
    private static Address address(String literal) throws UnknownHostException {
        return Address.of(InetAddress.getByName(literal));
    }

    /** RFC 5952, section 4. */
    @ParameterizedTest
    @CsvSource({
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::ABCD, 2001:db8::abcd",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:1:0:0:0:0:0, 0:0:1::",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    })
    void writesTheOneCanonicalForm(String text, String canonical) throws UnknownHostException {
        assertThat(address(text).key(128)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "64, 2001:db8:1:ff23::/64",
        "60, 2001:db8:1:ff20::/60",
        "56, 2001:db8:1:ff00::/56",
        "48, 2001:db8:1::/48",
        "1, ::/1",
        "3, 2000::/3",
        "65, 2001:db8:1:ff23:8000::/65",
        "127, 2001:db8:1:ff23:8765:4321:abcd:ef0e/127",
        "128, 2001:db8:1:ff23:8765:4321:abcd:ef0f",
    })
    void cutsIpv6ToThePrefix(int prefix, String key) throws UnknownHostException {
        assertThat(address("2001:db8:1:ff23:8765:4321:abcd:ef0f").key(prefix)).isEqualTo(key);
    }

    @Test
    void cutsAsArithmeticDoes() throws UnknownHostException {
        Random random = new Random(64);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            int prefix = 1 + random.nextInt(127);
            BigInteger cut = new BigInteger(1, bytes).shiftRight(128 - prefix).shiftLeft(128 - prefix);
            String[] key =
                    Address.of(InetAddress.getByAddress(bytes)).key(prefix).split("/", 2);
            assertThat(new BigInteger(1, InetAddress.getByName(key[0]).getAddress()))
                    .isEqualTo(cut);
            assertThat(key[1]).isEqualTo(String.valueOf(prefix));
        }
    }

    /** Cut first, all of IPv4 would be in ::/64. */
    @Test
    void ipv4IsNeverCut() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 203, 0, 113, 7};
        for (int prefix = 1; prefix <= 128; prefix++) {
            assertThat(address("203.0.113.7").key(prefix)).isEqualTo("203.0.113.7");
            assertThat(Address.of(Inet6Address.getByAddress("", mapped, 3)).key(prefix))
                    .isEqualTo("203.0.113.7");
        }
        assertThat(address("::fffe:203.0.113.7").key(64)).isEqualTo("::/64");
    }
}
