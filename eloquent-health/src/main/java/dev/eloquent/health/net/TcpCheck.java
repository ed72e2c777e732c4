package dev.eloquent.health.net;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.internal.Deadline;
import dev.eloquent.health.internal.Endpoint;
import dev.eloquent.health.internal.NetworkFault;
import dev.eloquent.health.internal.NetworkReasons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Whether a TCP connection to a host and port can be made; it is closed at once, without a byte sent.
 *
 * <p>The name is looked up in each run (the JVM remembers it for a while), and all of its addresses are tried until one
 * accepts. Unhealthy, by reason: {@code connection_refused}, {@code connection_failed}, {@code unknown_host}, {@code
 * timed_out}. A load balancer in between accepts connections for a server that is gone: where there is something to ask,
 * {@link HttpCheck} knows more. Immutable. Safe for use by several threads.
 */
public final class TcpCheck implements HealthCheck {
    /** The machine is there, but nobody listens at the port. */
    public static final ReasonCode CONNECTION_REFUSED = NetworkReasons.CONNECTION_REFUSED;
    /** No connection could be made for another reason. */
    public static final ReasonCode CONNECTION_FAILED = NetworkReasons.CONNECTION_FAILED;
    /** The host has no address, or the resolver could not tell. */
    public static final ReasonCode UNKNOWN_HOST = NetworkReasons.UNKNOWN_HOST;

    private final String host;
    private final int port;
    private final Dial dial;

    private TcpCheck(String host, int port, Dial.Resolver resolver) {
        this.host = host;
        this.port = port;
        this.dial = new Dial(resolver, host, port);
    }

    /** Checks this port, 1 to 65,535, of a host given by name or address. */
    public static TcpCheck connectTo(String host, int port) {
        return connectTo(host, port, InetAddress::getAllByName);
    }

    static TcpCheck connectTo(String host, int port, Dial.Resolver resolver) {
        return new TcpCheck(Objects.requireNonNull(host, "host"), port, resolver);
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        return Endpoint.faults(host, port);
    }

    @Override
    public CheckResult check(Duration timeout) {
        long begin = System.nanoTime();
        try (Socket socket = dial.connect(Deadline.in(timeout), () -> new Socket(Proxy.NO_PROXY))) {
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            return CheckResult.healthy()
                    .with("address", socket.getInetAddress().getHostAddress())
                    .with("latency_ms", took.toMillis());
        } catch (NetworkFault e) {
            return e.result();
        } catch (IOException e) {
            return NetworkFault.of(e).result(); // it could not even be closed
        }
    }
}
