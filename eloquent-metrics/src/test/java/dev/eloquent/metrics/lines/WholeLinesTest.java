package dev.eloquent.metrics.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WholeLinesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final byte[] LINE = "line\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final Broken broken = new Broken();

    /** Has an error while the test says so. */
    private static final class Broken extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private IOException with = new IOException("no space left on device");
        private boolean is;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (is) {
                throw with;
            }
            written.write(bytes, from, length);
        }
    }

    private PrintStream stream() {
        return new PrintStream(broken, false, StandardCharsets.UTF_8);
    }

    @Test
    void eachLineIsToldOfAsItWent() {
        WholeLines lines = new WholeLines(stream(), Optional.of(broken));
        assertThat(lines.write(LINE)).isTrue();
        broken.is = true;
        assertThat(lines.write(LINE)).isFalse();
        assertThat(lines.write(LINE)).isFalse();
        broken.is = false;
        assertThat(lines.write(LINE)).isTrue();
        assertThat(lines.write(LINE)).isTrue();
        assertThat(broken.written.toString(StandardCharsets.UTF_8)).isEqualTo("line\nline\nline\n");
    }

    /** There is no way past it, nor one to know. */
    @Test
    void aStreamThatIsNotTheConsolesStaysInError() {
        WholeLines lines = new WholeLines(stream());
        broken.is = true;
        assertThat(lines.write(LINE)).isFalse();
        broken.is = false;
        assertThat(lines.write(LINE)).isFalse();
        assertThat(broken.written.toString(StandardCharsets.UTF_8)).isEqualTo("line\n");
    }

    /** The stream itself says of no error, and leaves the thread interrupted. */
    @Test
    void aWriteThatIsInterruptedIsToldAndTheThreadIsNot() {
        WholeLines lines = new WholeLines(stream());
        broken.with = new InterruptedIOException("of the test");
        broken.is = true;
        assertThat(lines.write(LINE)).isFalse();
        assertThat(Thread.interrupted()).isFalse();
        broken.is = false;
        assertThat(lines.write(LINE)).isTrue();
        assertThat(broken.written.toString(StandardCharsets.UTF_8)).isEqualTo("line\n");
    }

    @Test
    void anInterruptOfWhoeverWritesIsKept() {
        WholeLines lines = new WholeLines(stream());
        Thread.currentThread().interrupt();
        assertThat(lines.write(LINE)).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    /** As if a log driver were started anew: the pipe's reader goes, and another comes. */
    @Test
    void standardOutputIsWrittenToAgainWhenTheErrorIsOver() throws IOException, InterruptedException {
        Path in = folder.resolve("stdin");
        Path out = folder.resolve("stdout");
        assertThat(new ProcessBuilder("mkfifo", in.toString(), out.toString())
                        .start()
                        .waitFor())
                .isZero();
        // Opened for both ways, its input does not end when the test has written a line.
        try (ChildJvm child = ChildJvm.of(LinesChild.class)
                .under("sh", "-c", "exec \"$@\" > " + out + " 0<> " + in, "sh")
                .start()) {
            try (BufferedReader first = Files.newBufferedReader(out)) {
                Files.writeString(in, "first\n");
                assertThat(first.readLine()).isEqualTo("first");
            }
            Files.writeString(in, "late\n");
            child.awaitLine("late written: false, the stream: false", LIMIT);
            try (BufferedReader second = Files.newBufferedReader(out)) {
                Files.writeString(in, "second\n");
                // What the stream says is the control.
                child.awaitLine("second written: true, the stream: false", LIMIT);
                // The stream had kept what it could not write.
                assertThat(second.readLine()).isEqualTo("late");
                assertThat(second.readLine()).isEqualTo("second");
            }
        }
    }
}
