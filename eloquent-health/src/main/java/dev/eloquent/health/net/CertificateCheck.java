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
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Whether the certificate of a TLS server is good, and will be for a while.
 *
 * <p>Degraded: {@code certificate_expires_soon}. Unhealthy: {@code certificate_expired}, {@code
 * certificate_not_yet_valid}, {@code certificate_not_trusted}, {@code wrong_host}; and, where no certificate was seen,
 * {@code tls_failed}, {@code connection_refused}, {@code connection_failed}, {@code unknown_host}, {@code timed_out}.
 * Days left, dates, subject and issuer are private details, also of a certificate that is not good.
 *
 * <p>Each run makes a new connection, asks for the host by name (SNI), looks at what is shown, and closes; no data is
 * sent. Immutable; each method returns a changed check. Safe for use by several threads.
 */
public final class CertificateCheck implements HealthCheck {
    /** It will expire within the time that was set. */
    public static final ReasonCode CERTIFICATE_EXPIRES_SOON = new ReasonCode("certificate_expires_soon");
    /** It, or one of those that vouch for it, has expired. */
    public static final ReasonCode CERTIFICATE_EXPIRED = new ReasonCode("certificate_expired");
    /** It, or one of those that vouch for it, is not valid yet: or else the clock of this machine is wrong. */
    public static final ReasonCode CERTIFICATE_NOT_YET_VALID = new ReasonCode("certificate_not_yet_valid");
    /** Nobody who is trusted vouches for it. */
    public static final ReasonCode CERTIFICATE_NOT_TRUSTED = new ReasonCode("certificate_not_trusted");
    /** It is that of another host. */
    public static final ReasonCode WRONG_HOST = new ReasonCode("wrong_host");
    /** The handshake failed before a certificate was shown. */
    public static final ReasonCode TLS_FAILED = NetworkReasons.TLS_FAILED;
    /** The machine is there, but nobody listens at the port. */
    public static final ReasonCode CONNECTION_REFUSED = NetworkReasons.CONNECTION_REFUSED;
    /** No connection could be made for another reason, or it broke. */
    public static final ReasonCode CONNECTION_FAILED = NetworkReasons.CONNECTION_FAILED;
    /** The host has no address, or the resolver could not tell. */
    public static final ReasonCode UNKNOWN_HOST = NetworkReasons.UNKNOWN_HOST;

    /** A month's renewal is due at two thirds, and something must be left to act in. */
    private static final Duration DEGRADED_BEFORE = Duration.ofDays(21);

    private static final Duration LONGEST_NOTICE = Duration.ofDays(3650);
    /** What a server can be asked for by name: not an address, and only what a certificate could hold. */
    private static final Pattern NAME = Pattern.compile("(?![\\d.]+$)[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");

    private final String host;
    private final int port;
    private final Duration degradedBefore;
    private final Optional<KeyStore> authorities;
    private final Clock clock;

    private CertificateCheck(
            String host, int port, Duration degradedBefore, Optional<KeyStore> authorities, Clock clock) {
        this.host = host;
        this.port = port;
        this.degradedBefore = degradedBefore;
        this.authorities = authorities;
        this.clock = clock;
    }

    /** Checks what the TLS server at this port, 1 to 65,535, shows to those who ask for this host. */
    public static CertificateCheck of(String host, int port) {
        Objects.requireNonNull(host, "host");
        return new CertificateCheck(host, port, DEGRADED_BEFORE, Optional.empty(), Clock.systemUTC());
    }

    /** Degraded when less than this is left until it expires, 0 to 3,650 days; default 21 days. */
    public CertificateCheck degradedBefore(Duration expiry) {
        Objects.requireNonNull(expiry, "expiry");
        return new CertificateCheck(host, port, expiry, authorities, clock);
    }

    /** Trusts the authorities in this store, those of a company for instance, instead of those whom the JVM trusts. */
    public CertificateCheck trusting(KeyStore store) {
        Objects.requireNonNull(store, "store");
        return new CertificateCheck(host, port, degradedBefore, Optional.of(store), clock);
    }

    CertificateCheck clock(Clock value) {
        return new CertificateCheck(host, port, degradedBefore, authorities, value);
    }

    /**
     * Every 10 minutes with a timeout of 5 s: a certificate changes seldom, but whoever repairs it wants to see so, and a
     * network that failed just then should not be held against it for an hour.
     */
    @Override
    public CheckSettings defaultSettings() {
        return CheckSettings.defaults().interval(Duration.ofMinutes(10)).timeout(Duration.ofSeconds(5));
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>(Endpoint.faults(host, port));
        if (degradedBefore.isNegative() || degradedBefore.compareTo(LONGEST_NOTICE) > 0) {
            faults.add("degradedBefore must be from PT0S to " + LONGEST_NOTICE + ", was " + degradedBefore);
        }
        return faults;
    }

    /**
     * {@inheritDoc}
     *
     * @throws GeneralSecurityException if the JVM itself cannot do TLS, or the store of authorities is of no use
     */
    @Override
    public CheckResult check(Duration timeout) throws GeneralSecurityException {
        CertificateRecorder recorder = CertificateRecorder.trusting(authorities);
        Optional<CheckResult> failure = handshake(recorder, Deadline.in(timeout));
        if (recorder.chain().isEmpty()) {
            return failure.orElseGet(() -> CheckResult.unhealthy(TLS_FAILED).with("cause", "no certificate was shown"));
        }
        // Shown is shown: a server that wants a certificate of us as well ends the handshake later.
        return CertificateVerdict.of(recorder, clock.instant(), degradedBefore);
    }

    private Optional<CheckResult> handshake(CertificateRecorder recorder, Deadline deadline)
            throws GeneralSecurityException {
        // Anew each time: a session that is resumed shows no certificate.
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {recorder}, null);
        Dial dial = new Dial(InetAddress::getAllByName, host, port);
        try (DeadlineSocket plain = dial.connect(deadline, () -> new DeadlineSocket(deadline));
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
            tls.setSSLParameters(askingForTheHost(tls.getSSLParameters()));
            tls.startHandshake();
            return Optional.empty();
        } catch (NetworkFault e) {
            return Optional.of(e.result());
        } catch (IOException e) {
            return Optional.of(NetworkFault.of(e).result());
        }
    }

    private SSLParameters askingForTheHost(SSLParameters parameters) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (NAME.matcher(host).matches()) {
            // By itself the JDK does not send a name without a dot, such as that of a container.
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        return parameters;
    }
}
