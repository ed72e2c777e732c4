package dev.eloquent.ratelimit.http;

import com.sun.net.httpserver.HttpExchange;
import dev.eloquent.ratelimit.RateLimitConfigurationException;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose request it is, by the client's address, with proxies between that you state:
 *
 * <pre>{@code
 * QuotaFilter.by(ClientAddress.behindAlb(), perClient);
 * QuotaFilter.by(ClientAddress.behindCloudFrontAndAlb().verifiedBy("X-Origin-Verify", originSecret), perClient);
 * }</pre>
 *
 * <p>Each proxy appends the address of its peer to {@code X-Forwarded-For}, so the client's is as many entries from the
 * right as there are proxies; whatever is further left the client may have sent, and is not looked at. This is as true as
 * what you state. Who can reach a proxy, or the task, past those before it, sends what it likes: let security groups admit
 * the balancer only, and behind CloudFront use {@link #verifiedBy} as well. A hop that does not append, such as an ALB
 * with {@code routing.http.xff_header_processing.mode} at {@code preserve}, hands the choice to the client, and nothing in
 * a request would show it.
 *
 * <p>The key is an IPv4 address, {@code 203.0.113.7}, also where it came as IPv6 ({@code ::ffff:203.0.113.7}), or an IPv6
 * network, {@code 2001:db8::/64}, as RFC 5952 writes it. Entries may have a port ({@code 203.0.113.7:4711}, {@code
 * [2001:db8::1]:4711}). Nothing is looked up in the DNS. What does not fit is refused, never guessed; the reasons are
 *
 * <ul>
 *   <li>{@code missing_hop}: fewer entries than proxies, so one of them was bypassed, or removes the header;
 *   <li>{@code bad_address}: what a proxy should have written, or the peer, is no address (a name, {@code unknown}, nothing,
 *       an IPv6 zone, octal or hexadecimal parts);
 *   <li>{@code header_too_large}: {@code X-Forwarded-For} has more than 8,192 characters or 100 entries;
 *   <li>{@code origin_unverified}: the origin's header is missing, there twice, or wrong;
 *   <li>{@code no_origin_secret}: the secret to compare it with is blank.
 * </ul>
 *
 * <p>Immutable, and safe for use by several threads. Does not block, unless the supplier of the secret does.
 */
public final class ClientAddress implements Function<HttpExchange, RequestKey> {
    /** The bits of an IPv6 address that are kept unless told: what one line or phone has for itself, usually. */
    public static final int DEFAULT_IPV6_PREFIX = 64;

    private static final int MOST_HOPS = 10;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final RequestKey.Refused MISSING_HOP = new RequestKey.Refused("missing_hop");
    private static final RequestKey.Refused BAD_ADDRESS = new RequestKey.Refused("bad_address");
    private static final RequestKey.Refused TOO_LARGE = new RequestKey.Refused("header_too_large");

    private final int hops;
    private final int ipv6Prefix;
    private final @Nullable OriginProof proof;

    private ClientAddress(int hops, int ipv6Prefix, @Nullable OriginProof proof) {
        this.hops = hops;
        this.ipv6Prefix = ipv6Prefix;
        this.proof = proof;
    }

    /** No proxy: the client is the socket's peer. Behind a proxy all clients would share one key, the proxy's. */
    public static ClientAddress direct() {
        return new ClientAddress(0, DEFAULT_IPV6_PREFIX, null);
    }

    /** One ALB that appends, as it does by default: the last entry. */
    public static ClientAddress behindAlb() {
        return behindHops(1);
    }

    /**
     * CloudFront before an ALB that appends: the second entry from the right. Who reaches the ALB past CloudFront and sends
     * the header with one address has it counted, so use {@link #verifiedBy}: CloudFront's addresses in the ALB's security
     * group still admit other people's distributions.
     */
    public static ClientAddress behindCloudFrontAndAlb() {
        return behindHops(2);
    }

    /**
     * So many proxies that append.
     *
     * @param hops 1 to 10
     * @throws RateLimitConfigurationException if there are fewer or more
     */
    public static ClientAddress behindHops(int hops) {
        if (hops < 1 || hops > MOST_HOPS) {
            throw fault("proxies that append to X-Forwarded-For are counted from 1 to " + MOST_HOPS + ", had " + hops
                    + ": count those between the client and the task, and use direct() without any");
        }
        return new ClientAddress(hops, DEFAULT_IPV6_PREFIX, null);
    }

    /** The same, refusing requests without this header and secret. See {@link #verifiedBy(String, Supplier, Supplier)}. */
    public ClientAddress verifiedBy(String header, Supplier<String> secret) {
        return verifiedBy(header, secret, Optional::empty);
    }

    /**
     * The same, refusing requests that do not have one line of this header with one of these secrets. Have CloudFront add
     * it (a custom header of the origin; it replaces what the client sends). The comparison takes the same time whatever
     * the secrets are.
     *
     * <p>To rotate, have both accepted, then change CloudFront, then drop the old one. With {@code eloquent-secrets}: {@code
     * verifiedBy("X-Origin-Verify", () -> secret.get().reveal(), () -> secret.previous().map(SecretText::reveal))}.
     *
     * @param header its name, not {@code X-Forwarded-For}
     * @param secret asked for each request, so it should answer from memory; ASCII. What it throws is thrown by {@link #of}
     * @param other a second secret that is accepted, if there is one
     * @throws RateLimitConfigurationException if the name is none of a header
     */
    public ClientAddress verifiedBy(String header, Supplier<String> secret, Supplier<Optional<String>> other) {
        if (!TOKEN.matcher(header).matches() || header.equalsIgnoreCase(ForwardedFor.NAME)) {
            throw fault("the origin's header is one of its own with 1 to 128 letters, digits and hyphens, was '"
                    + header.replaceAll("[^ -~]", "?") + "': take one such as X-Origin-Verify");
        }
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(other, "other");
        return new ClientAddress(hops, ipv6Prefix, new OriginProof(header, secret, other));
    }

    /**
     * The same, keeping this many bits of an IPv6 address. A client usually has a network of 64 bits to itself, and with
     * more kept it could take another address for each request; a site may have 56 or 48.
     *
     * @param bits 1 to 128; {@link #DEFAULT_IPV6_PREFIX} unless told
     * @throws RateLimitConfigurationException if it is out of this range
     */
    public ClientAddress ipv6Prefix(int bits) {
        if (bits < 1 || bits > 128) {
            throw fault("an IPv6 prefix has 1 to 128 bits, had " + bits + ": take 64 unless you know better");
        }
        return new ClientAddress(hops, bits, proof);
    }

    private static RateLimitConfigurationException fault(String what) {
        return new RateLimitConfigurationException(List.of(what));
    }

    /** Whose request this is, for the JDK's server. */
    @Override
    public RequestKey apply(HttpExchange exchange) {
        return of(exchange.getRemoteAddress().getAddress(), exchange.getRequestHeaders()::get);
    }

    /**
     * Whose request this is, for a server that has its peer as a text, such as a servlet's {@code getRemoteAddr}. It must
     * be the socket's peer: have no filter before that puts something else there.
     *
     * @param peer an address, with a zone or a port if need be; null if there is none
     * @param headers all lines of a header in their order, null or empty if there are none; names in any case
     */
    public RequestKey of(@Nullable String peer, Function<? super String, ? extends @Nullable List<String>> headers) {
        return resolve(() -> peer == null ? null : readPeer(peer), headers);
    }

    /** Whose request this is, for any server. As {@link #of(String, Function)}. */
    public RequestKey of(
            @Nullable InetAddress peer, Function<? super String, ? extends @Nullable List<String>> headers) {
        return resolve(() -> peer == null ? null : Address.of(peer), headers);
    }

    /** Its zone is this machine's own word for an interface; in a header it would be somebody else's. */
    private static @Nullable Address readPeer(String peer) {
        int zone = peer.indexOf('%');
        int close = peer.indexOf(']', zone);
        String text = zone < 0 || peer.indexOf(':') < 0
                ? peer
                : peer.substring(0, zone) + (close < 0 ? "" : peer.substring(close));
        return AddressReader.read(text, 0, text.length());
    }

    private RequestKey resolve(
            Supplier<@Nullable Address> peer, Function<? super String, ? extends @Nullable List<String>> headers) {
        if (proof != null) {
            RequestKey.@Nullable Refused fault = proof.fault(headers.apply(proof.header()));
            if (fault != null) {
                return fault;
            }
        }
        return hops == 0 ? known(peer.get()) : forwarded(new ForwardedFor(headers.apply(ForwardedFor.NAME)));
    }

    private RequestKey forwarded(ForwardedFor entries) {
        if (entries.isTooLarge()) {
            return TOO_LARGE;
        }
        return entries.size() < hops ? MISSING_HOP : known(entries.fromTheRight(hops));
    }

    private RequestKey known(@Nullable Address address) {
        return address == null ? BAD_ADDRESS : new RequestKey.Known(address.key(ipv6Prefix));
    }

    /** What it was told, without the secret. */
    @Override
    public String toString() {
        return (hops == 0 ? "the peer's address" : "the address before " + hops + (hops == 1 ? " proxy" : " proxies"))
                + (proof == null ? "" : ", verified by " + proof.header()) + ", IPv6 by /" + ipv6Prefix;
    }
}
