package dev.eloquent.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * An attacker sends whatever a client can send through models of the proxies. What comes out is its own address, or a
 * refusal, but never an address of its choice. Where a test says that the choice is the attacker's, it is the control: the
 * topology is not the one that was told, and the attack is shown to work.
 */
final class SpoofingTest {
    private static final int ROUNDS = 200_000;
    private static final String ORIGIN = "X-Origin-Verify";
    private static final String SECRET = "known to CloudFront and to us";
    private static final InetAddress BALANCER = RandomAddress.address(new byte[] {10, 0, 0, 1});

    private static String key(InetAddress address) {
        return Address.of(address).key(64);
    }

    private static RequestKey of(ClientAddress by, List<String> lines) {
        return by.of(BALANCER, Map.of("X-Forwarded-For", lines)::get);
    }

    /** How often each outcome came: the attacker's own address, "forged", or the reason of a refusal. */
    private static void count(Map<String, Integer> outcomes, RequestKey outcome, InetAddress real) {
        String what = outcome instanceof RequestKey.Refused refused
                ? refused.reason()
                : outcome.equals(new RequestKey.Known(key(real))) ? "real" : "forged";
        outcomes.merge(what, 1, Integer::sum);
    }

    /** Whatever it sends, it gets nothing but its own address, or a refusal if that is far too much. */
    @Test
    void throughAnyNumberOfProxiesTheAddressIsTheRealOne() {
        for (int hops = 1; hops <= 10; hops++) {
            Random random = new Random(hops);
            Hop hop = new Hop(random);
            RandomAddress addresses = new RandomAddress(random);
            Map<String, Integer> outcomes = new TreeMap<>();
            for (int i = 0; i < ROUNDS / 10; i++) {
                Attacker attacker = new Attacker(random);
                List<String> lines = hop.appended(attacker.lines(), attacker.address());
                for (int further = 1; further < hops; further++) {
                    lines = hop.appended(lines, addresses.next());
                }
                count(outcomes, of(ClientAddress.behindHops(hops), lines), attacker.address());
            }
            assertThat(outcomes).containsOnlyKeys("real", "header_too_large");
            assertThat(outcomes.get("header_too_large")).isBetween(1, ROUNDS / 10 / 100);
        }
    }

    /** Control: the same attacks against the ways to do it that are seen most often. */
    @Test
    void theFirstEntryIsTheAttackersChoice() {
        Random random = new Random(1);
        Hop hop = new Hop(random);
        int forged = 0;
        for (int i = 0; i < ROUNDS / 10; i++) {
            Attacker attacker = new Attacker(random);
            List<String> lines = hop.appended(attacker.lines(), attacker.address());
            String first = lines.get(0).split(",", 2)[0];
            Address address = AddressReader.read(first, 0, first.length());
            if (address != null && !address.equals(Address.of(attacker.address()))) {
                forged++;
            }
        }
        assertThat(forged).isGreaterThan(ROUNDS / 10 / 4);
    }

    /** A proxy that was told by {@code Connection: X-Forwarded-For} to drop what those before it have appended. */
    @Test
    void aHeaderThatIsDroppedOnTheWayIsMissedNotReplaced() {
        Random random = new Random(2);
        Hop hop = new Hop(random);
        RandomAddress addresses = new RandomAddress(random);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            Attacker attacker = new Attacker(random);
            List<String> lines = hop.appended(List.of(), addresses.next());
            count(outcomes, of(ClientAddress.behindCloudFrontAndAlb(), lines), attacker.address());
        }
        assertThat(outcomes).isEqualTo(Map.of("missing_hop", 1_000));
    }

    /** The attacker connects to the ALB. Its address is the last one then, and the one before is what it sent. */
    @Test
    void pastCloudFrontTheChoiceIsTheAttackersUnlessTheOriginIsVerified() {
        ClientAddress byPosition = ClientAddress.behindCloudFrontAndAlb();
        ClientAddress verified = byPosition.verifiedBy(ORIGIN, () -> SECRET);
        Random random = new Random(3);
        Hop alb = new Hop(random);
        Map<String, Integer> unprotected = new TreeMap<>();
        for (int i = 0; i < ROUNDS / 10; i++) {
            Attacker attacker = new Attacker(random);
            List<String> lines = alb.appended(attacker.lines(), attacker.address());
            count(unprotected, of(byPosition, lines), attacker.address());

            List<String> guesses = random.nextBoolean() ? List.of() : attacker.lines();
            assertThat(verified.of(BALANCER, Map.of("X-Forwarded-For", lines, ORIGIN, guesses)::get))
                    .isEqualTo(new RequestKey.Refused("origin_unverified"));
        }
        assertThat(unprotected.get("forged")).isGreaterThan(ROUNDS / 10 / 4);
        assertThat(unprotected.get("missing_hop")).as("it sent no address").isGreaterThan(1_000);
    }

    /** The way that it should come: CloudFront replaces the header, whatever the attacker has put there. */
    @Test
    void throughCloudFrontTheVerifiedAddressIsTheRealOne() {
        ClientAddress verified = ClientAddress.behindCloudFrontAndAlb().verifiedBy(ORIGIN, () -> SECRET);
        Random random = new Random(4);
        Hop hop = new Hop(random);
        InetAddress edge = RandomAddress.address(new byte[] {64, (byte) 252, 64, 1});
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < ROUNDS / 10; i++) {
            Attacker attacker = new Attacker(random);
            List<String> lines = hop.appended(hop.appended(attacker.lines(), attacker.address()), edge);
            count(
                    outcomes,
                    verified.of(BALANCER, Map.of("X-Forwarded-For", lines, ORIGIN, List.of(SECRET))::get),
                    attacker.address());
        }
        assertThat(outcomes).containsOnlyKeys("real", "header_too_large");
    }

    /** Control: it sends the header as it came, so nothing in it is anybody's word but the client's. */
    @Test
    void behindAnAlbThatPreservesTheChoiceIsTheAttackers() {
        Random random = new Random(5);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < ROUNDS / 10; i++) {
            Attacker attacker = new Attacker(random);
            count(outcomes, of(ClientAddress.behindAlb(), attacker.lines()), attacker.address());
        }
        assertThat(outcomes.get("forged")).isGreaterThan(ROUNDS / 10 / 4);
    }

    @Test
    void behindAnAlbThatRemovesEverythingIsRefused() {
        assertThat(of(ClientAddress.behindAlb(), List.of())).isEqualTo(new RequestKey.Refused("missing_hop"));
    }

    /** One proxy more than was told: all clients share the key of the last but one. A mistake, but nobody's choice. */
    @Test
    void withAProxyMoreThanToldEverybodyHasThatProxysAddress() {
        Random random = new Random(6);
        Hop hop = new Hop(random);
        InetAddress edge = RandomAddress.address(new byte[] {64, (byte) 252, 64, 1});
        for (int i = 0; i < 1_000; i++) {
            Attacker attacker = new Attacker(random);
            List<String> lines = hop.appended(hop.appended(attacker.lines(), attacker.address()), edge);
            assertThat(of(ClientAddress.behindAlb(), lines))
                    .isIn(new RequestKey.Known("64.252.64.1"), new RequestKey.Refused("header_too_large"));
        }
    }

    /** With other addresses of its own network, of which it has 2^64. */
    @Test
    void anotherAddressOfTheSameNetworkIsTheSameClient() {
        Random random = new Random(7);
        Hop alb = new Hop(random);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = {0x20, 1, 0xd, (byte) 0xb8, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0};
            for (int at = 8; at < 16; at++) {
                bytes[at] = (byte) random.nextInt();
            }
            assertThat(of(ClientAddress.behindAlb(), alb.appended(List.of("1.2.3.4"), RandomAddress.address(bytes))))
                    .isEqualTo(new RequestKey.Known("2001:db8:1:2::/64"));
        }
    }

    /** A refusal is answered and counted in metrics, so nothing that was sent may be in it. */
    @Test
    void aRefusalHasNothingOfWhatWasSent() {
        Random random = new Random(8);
        for (int i = 0; i < ROUNDS / 10; i++) {
            List<String> lines = new Attacker(random).lines();
            if (of(ClientAddress.behindHops(3), lines) instanceof RequestKey.Refused refused) {
                assertThat(refused.reason()).isIn("missing_hop", "bad_address", "header_too_large");
            }
        }
    }
}
