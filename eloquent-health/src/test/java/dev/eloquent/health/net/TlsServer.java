package dev.eloquent.health.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS server that shows a certificate, and says nothing after the handshake. */
final class TlsServer implements Closeable {
    private final SSLServerSocket listener;
    private final List<String> askedFor = new CopyOnWriteArrayList<>();

    private TlsServer(SSLServerSocket listener) {
        this.listener = listener;
        Thread thread = new Thread(this::accept, "tls-server");
        thread.setDaemon(true);
        thread.start();
    }

    static TlsServer showing(KeyStore certificate) throws Exception {
        return new TlsServer(listen(certificate));
    }

    /** One that wants a certificate of its clients too. */
    static TlsServer demandingOneToo(KeyStore certificate) throws Exception {
        SSLServerSocket listener = listen(certificate);
        listener.setNeedClientAuth(true);
        listener.setEnabledProtocols(new String[] {"TLSv1.2"});
        return new TlsServer(listener);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The names that clients have asked for. */
    List<String> askedFor() {
        return askedFor;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private static SSLServerSocket listen(KeyStore certificate) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate, Certificates.password());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.startHandshake();
                ((ExtendedSSLSession) socket.getSession())
                        .getRequestedServerNames()
                        .forEach(name -> askedFor.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
                socket.getInputStream().read();
            } catch (IOException refusedOrClosed) {
                // The next client, or the end.
            }
        }
    }
}
