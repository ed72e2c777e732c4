package dev.eloquent.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Greets each client with one byte, then returns what it gets, and ends when the client does. */
final class GreetingServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final int greeting;

    GreetingServer(int greeting) throws IOException {
        this.greeting = greeting;
        startThread(() -> {
            while (true) {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                clients.add(client);
                startThread(() -> serve(client));
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            client.getOutputStream().write(greeting);
            client.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private void startThread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }
}
