package dev.eloquent.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.ratelimit.RateLimitConfigurationException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientAddressTest {
    private static final String BALANCER = "10.0.0.1";
    private static final String ORIGIN = "X-Origin-Verify";
    private static final String SECRET = "correct horse battery staple";

    private static RequestKey known(String key) {
        return new RequestKey.Known(key);
    }

    private static RequestKey refused(String reason) {
        return new RequestKey.Refused(reason);
    }

    private static RequestKey forwarded(ClientAddress by, String... lines) {
        return by.of(BALANCER, Map.of("X-Forwarded-For", Arrays.asList(lines))::get);
    }

    private static RequestKey verified(ClientAddress by, String... lines) {
        return by.of(
                BALANCER, Map.of("X-Forwarded-For", List.of("1.1.1.1, 2.2.2.2"), ORIGIN, Arrays.asList(lines))::get);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "::ffff:203.0.113.7, 203.0.113.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "0:0:0:0:0:0:0:1, ::/64",
        "fe80:0:0:0:1:2:3:4%eth0, fe80::/64",
        "fe80::1%3, fe80::/64",
        "[2001:db8::1], 2001:db8::/64",
        "[fe80::1%eth0], fe80::/64",
        "[fe80::1%eth0]:80, fe80::/64",
    })
    void theSocketsPeerAsServersWriteIt(String peer, String key) {
        assertThat(ClientAddress.direct().of(peer, name -> List.of("1.2.3.4"))).isEqualTo(known(key));
    }

    @Test
    void theSocketsPeerAsTheJdkHasIt() throws Exception {
        byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
        assertThat(ClientAddress.direct().of(Inet6Address.getByAddress("", linkLocal, 3), name -> null))
                .isEqualTo(known("fe80::/64"));
        assertThat(ClientAddress.direct().of(InetAddress.getByName("203.0.113.7"), name -> null))
                .isEqualTo(known("203.0.113.7"));
        assertThat(ClientAddress.direct().of((InetAddress) null, name -> null)).isEqualTo(refused("bad_address"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "@", "1.2.3.4%eth0", "%", "unix:/run/server", "a%b:c", "::1%", "]%:"})
    void refusesAPeerThatIsNoAddress(String peer) {
        RequestKey expected = peer.equals("::1%") ? known("::/64") : refused("bad_address");
        assertThat(ClientAddress.direct().of(peer, name -> List.of("1.2.3.4"))).isEqualTo(expected);
        assertThat(ClientAddress.direct().of((String) null, name -> null)).isEqualTo(refused("bad_address"));
    }

    @Test
    void theLastEntryBehindAnAlb() {
        assertThat(forwarded(ClientAddress.behindAlb(), "203.0.113.7")).isEqualTo(known("203.0.113.7"));
        assertThat(forwarded(ClientAddress.behindAlb(), "6.6.6.6, 203.0.113.7")).isEqualTo(known("203.0.113.7"));
        assertThat(forwarded(ClientAddress.behindAlb(), "6.6.6.6", "203.0.113.7"))
                .isEqualTo(known("203.0.113.7"));
        assertThat(forwarded(ClientAddress.behindAlb(), "203.0.113.7:4711")).isEqualTo(known("203.0.113.7"));
        assertThat(forwarded(ClientAddress.behindAlb(), "[2001:db8:1:2::3]:4711"))
                .isEqualTo(known("2001:db8:1:2::/64"));
        assertThat(forwarded(ClientAddress.behindAlb())).isEqualTo(refused("missing_hop"));
        assertThat(ClientAddress.behindAlb().of(BALANCER, name -> null)).isEqualTo(refused("missing_hop"));
    }

    @Test
    void theSecondEntryFromTheRightBehindCloudFrontAndAnAlb() {
        ClientAddress by = ClientAddress.behindCloudFrontAndAlb();
        assertThat(forwarded(by, "203.0.113.7, 64.252.64.1")).isEqualTo(known("203.0.113.7"));
        assertThat(forwarded(by, "6.6.6.6,203.0.113.7,64.252.64.1")).isEqualTo(known("203.0.113.7"));
        assertThat(forwarded(by, "6.6.6.6, 203.0.113.7", "64.252.64.1")).isEqualTo(known("203.0.113.7"));
        assertThat(forwarded(by, "203.0.113.7")).isEqualTo(refused("missing_hop"));
    }

    @Test
    void asManyEntriesFromTheRightAsThereAreProxies() {
        String line = "10.9.9.9,10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5,10.0.0.6,10.0.0.7,10.0.0.8,10.0.0.9";
        for (int hops = 1; hops <= 10; hops++) {
            String key = hops == 10 ? "10.9.9.9" : "10.0.0." + (10 - hops);
            assertThat(forwarded(ClientAddress.behindHops(hops), line)).isEqualTo(known(key));
        }
        assertThat(forwarded(ClientAddress.behindHops(10), line.substring(9))).isEqualTo(refused("missing_hop"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1.2.3.4,",
                ",",
                "1.2.3.4, ",
                "1.2.3.4 ,\t",
                "unknown",
                "_hidden",
                "1.2.3.4;",
                "1.2.3",
                "1.2.3.4 5.6.7.8",
                "::1%eth0",
                "1.2.3.4\n",
                "\u0661.2.3.4",
                "01.2.3.4",
                "\"1.2.3.4\"",
                "localhost",
            })
    void refusesALastEntryThatIsNoAddress(String line) {
        assertThat(forwarded(ClientAddress.behindAlb(), "1.1.1.1", line)).isEqualTo(refused("bad_address"));
        assertThat(forwarded(ClientAddress.behindAlb(), line)).isEqualTo(refused("bad_address"));
        assertThat(forwarded(ClientAddress.behindCloudFrontAndAlb(), "1.1.1.1", line))
                .as("what the ALB should have written")
                .isEqualTo(refused("bad_address"));
        assertThat(forwarded(ClientAddress.behindCloudFrontAndAlb(), "1.1.1.1, " + line, "2.2.2.2"))
                .as("what CloudFront should have written")
                .isEqualTo(refused("bad_address"));
    }

    @Test
    void refusesAHeaderThatIsTooLarge() {
        ClientAddress by = ClientAddress.behindAlb();
        assertThat(forwarded(by, "x".repeat(8_184) + ",1.2.3.4")).isEqualTo(known("1.2.3.4"));
        assertThat(forwarded(by, "x".repeat(8_185) + ",1.2.3.4")).isEqualTo(refused("header_too_large"));
        assertThat(forwarded(by, "x".repeat(4_096), "x".repeat(4_090), "1.2.3.4"))
                .isEqualTo(refused("header_too_large"));
        assertThat(forwarded(by, ",".repeat(99) + "1.2.3.4")).isEqualTo(known("1.2.3.4"));
        assertThat(forwarded(by, ",".repeat(100) + "1.2.3.4")).isEqualTo(refused("header_too_large"));
        assertThat(forwarded(by, Collections.nCopies(100, "1.2.3.4").toArray(String[]::new)))
                .isEqualTo(known("1.2.3.4"));
        assertThat(forwarded(by, Collections.nCopies(101, "1.2.3.4").toArray(String[]::new)))
                .isEqualTo(refused("header_too_large"));
        assertThat(forwarded(by, "x".repeat(50_000_000))).isEqualTo(refused("header_too_large"));
    }

    @Test
    void looksAtNoMoreLinesThanAreAllowed() {
        AtomicReference<Integer> furthest = new AtomicReference<>(0);
        List<String> endless = new AbstractList<>() {
            @Override
            public String get(int index) {
                furthest.set(index);
                return "";
            }

            @Override
            public int size() {
                return Integer.MAX_VALUE;
            }
        };
        assertThat(ClientAddress.behindAlb().of(BALANCER, name -> endless)).isEqualTo(refused("header_too_large"));
        assertThat(furthest.get()).isEqualTo(100);
    }

    @Test
    void keepsAsManyBitsOfIpv6AsTold() {
        ClientAddress by = ClientAddress.behindAlb();
        assertThat(forwarded(by.ipv6Prefix(56), "2001:db8:1:ff23::1")).isEqualTo(known("2001:db8:1:ff00::/56"));
        assertThat(forwarded(by.ipv6Prefix(128), "2001:db8:1:ff23::1")).isEqualTo(known("2001:db8:1:ff23::1"));
        assertThat(forwarded(by.ipv6Prefix(1), "::ffff:203.0.113.7")).isEqualTo(known("203.0.113.7"));
    }

    @Test
    void refusesWithoutTheOriginsSecret() {
        ClientAddress by = ClientAddress.behindCloudFrontAndAlb().verifiedBy(ORIGIN, () -> SECRET);
        assertThat(verified(by, SECRET)).isEqualTo(known("1.1.1.1"));
        for (String wrong : List.of("", " ", SECRET + " ", SECRET + "x", SECRET.substring(1), "CORRECT", "\u00e4")) {
            assertThat(verified(by, wrong)).as(wrong).isEqualTo(refused("origin_unverified"));
        }
        assertThat(verified(by)).isEqualTo(refused("origin_unverified"));
        assertThat(verified(by, SECRET, SECRET)).as("twice").isEqualTo(refused("origin_unverified"));
        assertThat(verified(by, "guess", SECRET)).isEqualTo(refused("origin_unverified"));
        assertThat(forwarded(by, "1.1.1.1, 2.2.2.2")).isEqualTo(refused("origin_unverified"));
        assertThat(by.ipv6Prefix(48).of(BALANCER, name -> null)).isEqualTo(refused("origin_unverified"));
    }

    @Test
    void takesTwoSecretsDuringARotation() {
        AtomicReference<String> current = new AtomicReference<>("old");
        AtomicReference<Optional<String>> other = new AtomicReference<>(Optional.empty());
        ClientAddress by = ClientAddress.behindAlb().verifiedBy(ORIGIN, current::get, other::get);
        assertThat(verified(by, "new")).isEqualTo(refused("origin_unverified"));
        current.set("new");
        other.set(Optional.of("old"));
        assertThat(verified(by, "old")).isEqualTo(known("2.2.2.2"));
        assertThat(verified(by, "new")).isEqualTo(known("2.2.2.2"));
        assertThat(verified(by, "newold")).isEqualTo(refused("origin_unverified"));
        other.set(Optional.empty());
        assertThat(verified(by, "old")).isEqualTo(refused("origin_unverified"));
    }

    @Test
    void aBlankSecretIsMetByNothing() {
        ClientAddress by = ClientAddress.behindAlb().verifiedBy(ORIGIN, () -> "");
        assertThat(verified(by, "")).isEqualTo(refused("no_origin_secret"));
        assertThat(verified(by)).isEqualTo(refused("no_origin_secret"));
        ClientAddress withOther = ClientAddress.behindAlb().verifiedBy(ORIGIN, () -> SECRET, () -> Optional.of(" "));
        assertThat(verified(withOther, " ")).isEqualTo(refused("origin_unverified"));
        assertThat(verified(withOther, SECRET)).isEqualTo(known("2.2.2.2"));
    }

    @Test
    void whatTheSecretThrowsIsThrown() {
        ClientAddress by = ClientAddress.direct().verifiedBy(ORIGIN, () -> {
            throw new IllegalStateException("expired");
        });
        assertThatThrownBy(() -> by.of("1.2.3.4", name -> null))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("expired");
    }

    @Test
    void refusesWhatCannotBeMeant() {
        for (int hops : new int[] {Integer.MIN_VALUE, -1, 0, 11, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> ClientAddress.behindHops(hops))
                    .isExactlyInstanceOf(RateLimitConfigurationException.class)
                    .hasMessage("rate limit: proxies that append to X-Forwarded-For are counted from 1 to 10, had "
                            + hops + ": count those between the client and the task, and use direct() without any");
        }
        for (int bits : new int[] {-1, 0, 129}) {
            assertThatThrownBy(() -> ClientAddress.direct().ipv6Prefix(bits))
                    .isExactlyInstanceOf(RateLimitConfigurationException.class)
                    .hasMessage("rate limit: an IPv6 prefix has 1 to 128 bits, had " + bits
                            + ": take 64 unless you know better");
        }
        for (String name : List.of("", "X Origin", "X-Origin:", "X\nOrigin", "x-forwarded-for", "\u00c4")) {
            assertThatThrownBy(() -> ClientAddress.direct().verifiedBy(name, () -> SECRET))
                    .isExactlyInstanceOf(RateLimitConfigurationException.class)
                    .hasMessage("rate limit: the origin's header is one of its own with 1 to 128 letters, digits and"
                            + " hyphens, was '" + name.replace('\n', '?').replace('\u00c4', '?')
                            + "': take one such as X-Origin-Verify");
        }
    }

    @Test
    void tellsWhatItWasToldButNoSecret() {
        assertThat(ClientAddress.direct()).hasToString("the peer's address, IPv6 by /64");
        assertThat(ClientAddress.behindAlb()).hasToString("the address before 1 proxy, IPv6 by /64");
        assertThat(ClientAddress.behindCloudFrontAndAlb()
                        .verifiedBy(ORIGIN, () -> SECRET)
                        .ipv6Prefix(56))
                .hasToString("the address before 2 proxies, verified by X-Origin-Verify, IPv6 by /56");
    }
}
