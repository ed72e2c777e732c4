package dev.eloquent.redis;

import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A name server on 127.0.0.1 for which every name leads to the same address, for a second, and which can fall silent.
 * Netty, which looks up names for Lettuce, reads the system's list of hosts only once: a name that moves needs a server.
 */
final class NameServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int TYPE_AND_CLASS = 4;
    private static final int LONGEST = 512;
    private static final short ANSWER = (short) 0x8580;
    private static final short ADDRESS = 1;
    private static final short NAME_OF_THE_QUESTION = (short) 0xC00C;

    private final DatagramSocket socket;
    private volatile byte[] address;
    private volatile boolean silent;

    private NameServer(InetAddress address) throws IOException {
        this.address = address.getAddress();
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    static NameServer leadingTo(String address) {
        try {
            return new NameServer(InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on, for those who do not know the former one any more. */
    void leadTo(String next) {
        try {
            address = InetAddress.getByName(next).getAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void silent(boolean whether) {
        silent = whether;
    }

    /** Looks names up here, otherwise as Lettuce does by itself. */
    AddressResolverGroup<InetSocketAddress> resolver() {
        InetSocketAddress here = new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
        return new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(NioDatagramChannel.class)
                .nameServerProvider(new SingletonDnsServerAddressStreamProvider(here)));
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        try {
            while (true) {
                packet.setLength(LONGEST);
                socket.receive(packet);
                if (!silent) {
                    byte[] answer = answer(packet.getData());
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** Of all that is asked only addresses of the old kind are known here. */
    private byte[] answer(byte[] query) {
        int end = HEADER;
        while (query[end] != 0) {
            end += 1 + query[end];
        }
        end += 1 + TYPE_AND_CLASS;
        boolean known = ByteBuffer.wrap(query).getShort(end - TYPE_AND_CLASS) == ADDRESS;
        ByteBuffer answer = ByteBuffer.allocate(LONGEST)
                .put(query, 0, 2)
                .putShort(ANSWER)
                .putShort((short) 1)
                .putShort((short) (known ? 1 : 0))
                .putInt(0)
                .put(query, HEADER, end - HEADER);
        if (known) {
            answer.putShort(NAME_OF_THE_QUESTION)
                    .putShort(ADDRESS)
                    .putShort((short) 1)
                    .putInt(1)
                    .putShort((short) address.length)
                    .put(address);
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    @Override
    public void close() {
        socket.close();
    }
}
