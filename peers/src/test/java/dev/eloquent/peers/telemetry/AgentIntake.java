package dev.eloquent.peers.telemetry;

import dev.eloquent.testing.TcpForwarder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** CloudWatch's agent beside the task: lines of the embedded metric format over TCP. */
final class AgentIntake implements Intake {
    private final ServerSocket agent;
    private final TcpForwarder network;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private boolean down;

    AgentIntake() {
        try {
            agent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        network = TcpForwarder.to(agent.getLocalPort());
        daemon(this::accept);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "agent");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = agent.accept();
                daemon(() -> read(connection));
            }
        } catch (IOException closed) {
            // That is the end.
        }
    }

    private void read(Socket connection) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException closed) {
            // What came is kept.
        }
    }

    @Override
    public URI endpoint() {
        return URI.create("tcp://127.0.0.1:" + network.port());
    }

    @Override
    public List<Datum> data() {
        return EmfLines.data(lines);
    }

    @Override
    public void does(Trouble trouble) {
        if (down) {
            network.accept();
        }
        down = trouble == Trouble.UNAVAILABLE || trouble == Trouble.REFUSES;
        switch (trouble) {
            case NONE -> network.thaw();
            case UNAVAILABLE, REFUSES -> {
                network.refuse();
                network.cut();
            }
            case HANGS -> network.freeze();
        }
    }

    @Override
    public int busiest(Duration span) {
        throw new UnsupportedOperationException("lines have no time of arrival");
    }

    @Override
    public long calls() {
        return lines.size();
    }

    @Override
    public void close() {
        network.thaw();
        network.close();
        try {
            agent.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
