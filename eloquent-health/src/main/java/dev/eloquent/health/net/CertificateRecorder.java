package dev.eloquent.health.net;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the certificates that a server shows, and what the real trust manager thinks of them, and lets the handshake go
 * on in any case: nothing is ever sent over such a connection. For one handshake on one thread.
 */
final class CertificateRecorder extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager trusted;
    private List<X509Certificate> chain = List.of();
    private Optional<CertificateException> distrust = Optional.empty();
    private Optional<CertificateException> wrongHost = Optional.empty();

    private CertificateRecorder(X509ExtendedTrustManager trusted) {
        this.trusted = trusted;
    }

    /** @param authorities whom to trust; empty for those whom the JVM trusts */
    static CertificateRecorder trusting(Optional<KeyStore> authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        @Nullable KeyStore store = authorities.orElse(null);
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager found) {
                return new CertificateRecorder(found);
            }
        }
        throw new GeneralSecurityException("the JVM has no trust manager for X.509 certificates");
    }

    /** What the server has shown, its own first; empty if it came to nothing before. */
    List<X509Certificate> chain() {
        return chain;
    }

    /** Why the chain is not trusted, whomever it names. */
    Optional<CertificateException> distrust() {
        return distrust;
    }

    /** Why the certificate, which is trusted, is not that of the host. */
    Optional<CertificateException> wrongHost() {
        return wrongHost;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType, Socket socket) {
        chain = List.copyOf(Arrays.asList(certificates));
        distrust = complaint(() -> trusted.checkServerTrusted(certificates, authType));
        if (distrust.isEmpty()) {
            // With the socket, the name that it is connected to is looked for in the certificate.
            wrongHost = complaint(() -> trusted.checkServerTrusted(certificates, authType, socket));
        }
    }

    private static Optional<CertificateException> complaint(Judgement judgement) {
        try {
            judgement.pass();
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of(e);
        }
    }

    private interface Judgement {
        void pass() throws CertificateException;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
            throws CertificateException {
        trusted.checkServerTrusted(certificates, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String authType) throws CertificateException {
        trusted.checkServerTrusted(certificates, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType, Socket socket)
            throws CertificateException {
        trusted.checkClientTrusted(certificates, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType, SSLEngine engine)
            throws CertificateException {
        trusted.checkClientTrusted(certificates, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String authType) throws CertificateException {
        trusted.checkClientTrusted(certificates, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trusted.getAcceptedIssuers();
    }
}
