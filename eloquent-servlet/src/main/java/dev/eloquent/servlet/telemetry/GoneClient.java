package dev.eloquent.servlet.telemetry;

import dev.eloquent.metrics.http.internal.RecordedRequest;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that is gone from a servlet that failed. Only the containers' own exceptions say so; a servlet's {@code
 * IOException} may be of somebody whom it asked. By name: a container is not among what this module needs. To listeners Tomcat
 * tells its socket's exception as it is, which only the place that it was thrown from tells from others.
 */
final class GoneClient {
    private static final Set<String> NAMES = Set.of(
            "org.apache.catalina.connector.ClientAbortException",
            "org.apache.coyote.CloseNowException",
            "org.eclipse.jetty.io.EofException");

    private static final String TOMCATS_SOCKET = "org.apache.tomcat.util.net.";

    private static final int MOST_CAUSES = 16;

    private GoneClient() {}

    /** Records the exception as what it is; whether it tells of a client that is gone. */
    static boolean tellOf(Throwable thrown, RecordedRequest recorded) {
        Throwable reason = reason(thrown);
        boolean gone = isGone(reason);
        if (gone) {
            recorded.abandoned(reason);
        } else {
            recorded.failed(reason);
        }
        return gone;
    }

    /** What a servlet has wrapped because it may throw no other. */
    private static Throwable reason(Throwable thrown) {
        @Nullable Throwable root = thrown instanceof ServletException servlet ? servlet.getRootCause() : null;
        return root == null ? thrown : root;
    }

    private static boolean isGone(Throwable thrown) {
        @Nullable Throwable cause = thrown;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            if (NAMES.contains(cause.getClass().getName())
                    || (cause instanceof IOException && isOfTomcatsSocket(cause.getStackTrace()))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOfTomcatsSocket(StackTraceElement[] frames) {
        for (StackTraceElement frame : frames) {
            if (!"java.base".equals(frame.getModuleName())) {
                return frame.getClassName().startsWith(TOMCATS_SOCKET);
            }
        }
        return false;
    }
}
