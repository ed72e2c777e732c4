package dev.eloquent.health.internal;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.ReasonCode;

/** There was no answer, and this is the result that a check makes of it. */
public final class NetworkFault extends Exception {
    private static final long serialVersionUID = 1;

    private final transient CheckResult result;
    private final Throwable thrown;

    private NetworkFault(CheckResult result, Throwable thrown) {
        super(thrown);
        this.result = result;
        this.thrown = thrown;
    }

    /** With the reason given. */
    public static NetworkFault of(ReasonCode reason, Throwable cause) {
        return new NetworkFault(CheckResult.unhealthy(reason).causedBy(cause), cause);
    }

    /** With the reason that the exception tells. */
    public static NetworkFault of(Throwable cause) {
        return of(NetworkReasons.of(cause), cause);
    }

    /** With the reason that the exception of a connect tells. */
    public static NetworkFault ofConnect(Throwable cause) {
        return of(NetworkReasons.ofConnect(cause), cause);
    }

    /** With one more private detail. */
    public NetworkFault with(String key, Object value) {
        return new NetworkFault(result.with(key, value), thrown);
    }

    /** Unhealthy, with the cause among its private details. */
    public CheckResult result() {
        return result;
    }

    /** The public reason. */
    public ReasonCode reason() {
        return result.reason();
    }
}
