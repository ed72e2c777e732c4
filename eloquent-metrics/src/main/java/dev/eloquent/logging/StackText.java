package dev.eloquent.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/** A stack trace as text, of which no more is made than is wanted. */
final class StackText {
    private final int most;
    private final StringBuilder text = new StringBuilder(1_024);

    private StackText(int most) {
        this.most = most;
    }

    /** As the JVM prints it; past {@code most} characters it ends with three points. */
    static String of(IThrowableProxy thrown, int most) {
        StackText text = new StackText(most);
        text.all(thrown, "", "");
        return text.cut();
    }

    private void all(@Nullable IThrowableProxy first, String caption, String indent) {
        String before = caption;
        IThrowableProxy thrown = first;
        while (thrown != null && !full()) {
            text.append(indent).append(before);
            head(thrown);
            frames(thrown, indent);
            IThrowableProxy[] suppressed = thrown.getSuppressed();
            for (int i = 0; suppressed != null && i < suppressed.length && !full(); i++) {
                all(suppressed[i], "Suppressed: ", indent + "\t");
            }
            before = "Caused by: ";
            thrown = thrown.isCyclic() ? null : thrown.getCause();
        }
    }

    private void head(IThrowableProxy thrown) {
        text.append(thrown.isCyclic() ? "[CIRCULAR REFERENCE: " : "").append(thrown.getClassName());
        String message = thrown.getMessage();
        if (message != null) {
            text.append(": ").append(message, 0, Math.min(message.length(), most));
        }
        text.append(thrown.isCyclic() ? "]\n" : "\n");
    }

    private void frames(IThrowableProxy thrown, String indent) {
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        if (frames == null || thrown.isCyclic()) {
            return;
        }
        int own = frames.length - thrown.getCommonFrames();
        for (int i = 0; i < own && !full(); i++) {
            text.append(indent).append('\t').append(frames[i].getSTEAsString()).append('\n');
        }
        if (thrown.getCommonFrames() > 0) {
            text.append(indent)
                    .append("\t... ")
                    .append(thrown.getCommonFrames())
                    .append(" more\n");
        }
    }

    private boolean full() {
        return text.length() > most;
    }

    private String cut() {
        if (!full()) {
            return text.toString();
        }
        int end = most > 0 && Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "...";
    }
}
