package dev.eloquent.health.net;

import dev.eloquent.health.internal.Deadline;
import dev.eloquent.health.internal.NetworkFault;
import dev.eloquent.health.internal.NetworkReasons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Connects to the first address of a name that lets it, each of them having an equal share of the time that is left, so
 * that one that does not answer leaves time for the next.
 *
 * <p>The look-up has no timeout in Java, and hangs as long as the machine's resolver does. It is made on the check's own
 * thread all the same: the run then counts as timed out at its deadline, its thread is named, and there is never a
 * second one.
 */
final class Dial {
    private final Resolver resolver;
    private final String host;
    private final int port;

    Dial(Resolver resolver, String host, int port) {
        this.resolver = resolver;
        this.host = host;
        this.port = port;
    }

    /** Where a name leads; the JVM's own way in production. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    /**
     * @param <S> the kind of socket
     * @param newSocket makes the sockets, of which one is returned, connected
     */
    <S extends Socket> S connect(Deadline deadline, Supplier<S> newSocket) throws NetworkFault {
        List<NetworkFault> failed = new ArrayList<>();
        InetAddress[] addresses = addresses();
        for (int i = 0; i < addresses.length && !deadline.hasPassed(); i++) {
            S socket = newSocket.get();
            Optional<NetworkFault> fault = connect(
                    socket, addresses[i], deadline.shareOf(addresses.length - i).leftMillis());
            if (fault.isEmpty()) {
                return socket;
            }
            failed.add(fault.get());
        }
        throw worst(failed).with("tried", failed.size() + " of " + addresses.length + " addresses");
    }

    private InetAddress[] addresses() throws NetworkFault {
        try {
            return resolver.addressesOf(host);
        } catch (UnknownHostException e) {
            throw NetworkFault.of(e);
        }
    }

    private Optional<NetworkFault> connect(Socket socket, InetAddress address, int timeoutMillis) {
        try {
            socket.connect(new InetSocketAddress(address, port), timeoutMillis);
            return Optional.empty();
        } catch (IOException e) {
            closeQuietly(socket);
            return Optional.of(NetworkFault.ofConnect(e).with("address", address.getHostAddress()));
        }
    }

    /** Refused only if all were: any other failure may be the network's. */
    private static NetworkFault worst(List<NetworkFault> failed) {
        return failed.stream()
                .filter(fault -> !fault.reason().equals(NetworkReasons.CONNECTION_REFUSED))
                .findFirst()
                .or(() -> failed.stream().findFirst())
                .orElseGet(() -> NetworkFault.of(new SocketTimeoutException("the look-up took all the time")));
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            return;
        }
    }
}
