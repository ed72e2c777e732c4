package dev.eloquent.metrics.lines;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * A console to which each line goes by a single write. The stream's own lock keeps other writers' lines, such as those of
 * a log, from coming between.
 *
 * <p>A {@link PrintStream} that has met an error says so for ever, whatever becomes of later writes. {@code System.out} and
 * {@code System.err} are left out from then on: lines go to standard output or standard error themselves, one after the
 * other, and each is told of as it went. Any other stream stays what it says it is, in error.
 *
 * <p>A write that ends with an {@link java.io.InterruptedIOException} is to a {@link PrintStream} no error, but an interrupt
 * of the thread that writes, which that thread would meet at its next wait. It is told as a line that was not written, and
 * the thread is not interrupted.
 */
public final class WholeLines {
    // The same for all, as what keeps their lines apart.
    private static final OutputStream STDOUT = new FileOutputStream(FileDescriptor.out);
    private static final OutputStream STDERR = new FileOutputStream(FileDescriptor.err);

    private final PrintStream out;
    private final Optional<OutputStream> below;

    public WholeLines(PrintStream out) {
        this(out, below(out));
    }

    /** @param below where lines go when the stream has met an error */
    WholeLines(PrintStream out, Optional<OutputStream> below) {
        this.out = out;
        this.below = below;
    }

    private static Optional<OutputStream> below(PrintStream out) {
        if (out.equals(System.out)) {
            return Optional.of(STDOUT);
        }
        return out.equals(System.err) ? Optional.of(STDERR) : Optional.empty();
    }

    /**
     * Blocks for as long as nobody reads.
     *
     * @param line with its line feed
     * @return whether it was written; of a stream that is not the console's, whether it has met no error so far
     */
    public boolean write(byte[] line) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        boolean well;
        try {
            well = put(line);
        } catch (Throwable fault) {
            leave(interrupted);
            throw fault;
        }
        return !leave(interrupted) && well;
    }

    /** Whether the stream has interrupted this thread, which it is not any more. */
    private static boolean leave(boolean interrupted) {
        return !interrupted && Thread.interrupted();
    }

    private boolean put(byte[] line) {
        // Writes what it may still have, too.
        if (below.isPresent() && out.checkError()) {
            return write(below.get(), line);
        }
        out.write(line, 0, line.length);
        // Flushes.
        return !out.checkError();
    }

    private static boolean write(OutputStream stream, byte[] line) {
        synchronized (stream) {
            try {
                stream.write(line);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
