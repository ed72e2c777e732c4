package dev.eloquent.peers.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Where a log driver reads, such as awslogs, which every task on Fargate may have. One at a time. */
final class StandardOutput implements Intake {
    private final PrintStream before = System.out;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();

    StandardOutput() {
        System.setOut(new PrintStream(new Tee(), true, StandardCharsets.UTF_8));
    }

    /** Others write there as well. */
    private final class Tee extends OutputStream {
        @Override
        public void write(int octet) {
            before.write(octet);
            copy.write(octet);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            before.write(bytes, from, count);
            copy.write(bytes, from, count);
        }

        @Override
        public void flush() {
            before.flush();
        }
    }

    @Override
    public URI endpoint() {
        return URI.create("stdout:///");
    }

    @Override
    public List<Datum> data() {
        return EmfLines.data(copy.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("{\"_aws\"") || line.contains("\"CloudWatchMetrics\""))
                .toList());
    }

    @Override
    public void does(Trouble trouble) {
        throw new UnsupportedOperationException("it is only read");
    }

    @Override
    public int busiest(Duration span) {
        throw new UnsupportedOperationException("lines have no time of arrival");
    }

    @Override
    public long calls() {
        return data().size();
    }

    @Override
    public void close() {
        System.setOut(before);
    }
}
