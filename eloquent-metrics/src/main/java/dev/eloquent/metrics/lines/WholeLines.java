package dev.eloquent.metrics.lines;

import java.io.PrintStream;

/**
 * A console to which each line goes by a single write. The stream's own lock keeps other writers' lines, such as those of
 * a log, from coming between.
 */
public final class WholeLines {
    private final PrintStream out;

    public WholeLines(PrintStream out) {
        this.out = out;
    }

    /**
     * Blocks for as long as nobody reads.
     *
     * @param line with its line feed
     * @return whether the stream has reported no error so far
     */
    public boolean write(byte[] line) {
        out.write(line, 0, line.length);
        // Flushes.
        return !out.checkError();
    }
}
