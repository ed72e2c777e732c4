package dev.eloquent.logging;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A console that nobody reads until the test does. */
final class StoppedConsole extends OutputStream {
    private final CountDownLatch reader = new CountDownLatch(1);
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    PrintStream stream() {
        return new PrintStream(this, false, StandardCharsets.UTF_8);
    }

    void read() {
        reader.countDown();
    }

    /** Until somebody waits for the reader. */
    void awaitBlocked() throws InterruptedException {
        blocked.await();
    }

    List<String> lines() {
        return read.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        blocked.countDown();
        try {
            reader.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        read.write(bytes, from, length);
    }
}
