package dev.eloquent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Signals to processes. */
final class Signal {
    private Signal() {}

    /** Sends one by its name without SIG: STOP, CONT, TERM, KILL. */
    static void send(String name, long pid) {
        try {
            // The shell's own kill, as not every image has one as a program.
            Process kill = new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("cannot send " + name + " to process " + pid + ": " + said.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + name + " to process " + pid, e);
        }
    }
}
