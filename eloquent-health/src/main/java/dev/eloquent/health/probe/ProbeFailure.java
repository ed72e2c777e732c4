package dev.eloquent.health.probe;

/** Ends a probe with the line that it writes. It has no stack trace: nobody would see it, and it costs time. */
final class ProbeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String line;

    ProbeFailure(String line) {
        super(line, null, false, false);
        this.line = line;
    }

    String line() {
        return line;
    }
}
