package dev.eloquent.health.internal;

import dev.eloquent.health.ReasonCode;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The reasons that network checks have in common, and which exception means which. */
public final class NetworkReasons {
    /** No connection could be made, or it broke before there was an answer. */
    public static final ReasonCode CONNECTION_FAILED = new ReasonCode("connection_failed");
    /** The machine is there, but nobody listens at the port. */
    public static final ReasonCode CONNECTION_REFUSED = new ReasonCode("connection_refused");
    /** The name has no address, or the resolver could not tell. */
    public static final ReasonCode UNKNOWN_HOST = new ReasonCode("unknown_host");
    /** No TLS connection came about: no common protocol, a certificate that is not trusted, not TLS at all. */
    public static final ReasonCode TLS_FAILED = new ReasonCode("tls_failed");
    /** What came is not an answer of the protocol, or only a part of one. */
    public static final ReasonCode BAD_ANSWER = new ReasonCode("bad_answer");
    /** The answer is a good one, but its status is not one that was expected. */
    public static final ReasonCode UNEXPECTED_STATUS = new ReasonCode("unexpected_status");

    private static final int MAX_DEPTH = 10;

    private NetworkReasons() {}

    /** The reason for what a socket or a client has thrown: clients wrap, so the causes are searched. */
    static ReasonCode of(Throwable thrown) {
        @Nullable Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return UNKNOWN_HOST;
            }
            if (isTimeout(cause)) {
                return ReasonCode.TIMED_OUT;
            }
            if (cause instanceof SSLException) {
                return TLS_FAILED;
            }
            // The JDK's client throws a NumberFormatException for a content length that is not a number.
            if (cause instanceof ProtocolException || cause instanceof NumberFormatException) {
                return BAD_ANSWER;
            }
        }
        return CONNECTION_FAILED;
    }

    /** The same where a socket of one's own says also whether it was refused. */
    static ReasonCode ofConnect(Throwable thrown) {
        // The JDK has one class for every connect that failed; only the message tells which, by this English word.
        // Where
        // a system says it in another language alone, the reason is connection_failed, which is true as well.
        ReasonCode reason = of(thrown);
        boolean refused = thrown instanceof ConnectException
                && String.valueOf(thrown.getMessage()).contains("refused");
        return refused && reason.equals(CONNECTION_FAILED) ? CONNECTION_REFUSED : reason;
    }

    private static boolean isTimeout(Throwable thrown) {
        return thrown instanceof SocketTimeoutException
                || thrown instanceof HttpTimeoutException
                || thrown instanceof TimeoutException;
    }
}
