package dev.eloquent.benchmarks.ratelimit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Clients by their addresses, of whom the n-th asks 1 / n^0.99 times as often as the first: the usual model of the web.
 *
 * <p>Each request brings a {@code String} of its own, as in a server, which reads it from a header. The same one again
 * would be found by identity, with its hash already in it; and a million of them would be more memory than any limiter's,
 * so that what is measured would be the cache's misses for them.
 */
public final class Traffic {
    private static final double SKEW = 0.99;
    private static final int ASKED = 1 << 22;

    private final int clients;
    private final int[] asked = new int[ASKED];

    Traffic(int clients) {
        this.clients = clients;
        SplittableRandom random = new SplittableRandom(7);
        // So that neighbours in popularity are not neighbours by their addresses.
        int[] byPopularity = IntStream.range(0, clients).toArray();
        for (int i = clients - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int client = byPopularity[i];
            byPopularity[i] = byPopularity[other];
            byPopularity[other] = client;
        }
        double[] upTo = new double[clients];
        double sum = 0;
        for (int i = 0; i < clients; i++) {
            sum += 1 / Math.pow(i + 1, SKEW);
            upTo[i] = sum;
        }
        for (int i = 0; i < ASKED; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            asked[i] = byPopularity[Math.min(clients - 1, found < 0 ? -found - 1 : found)];
        }
    }

    Stream<String> everybody() {
        Position position = new Position();
        return IntStream.range(0, clients).mapToObj(position::address);
    }

    String next(Position position) {
        return position.address(asked[position.value++ & ASKED - 1]);
    }

    /** How far a thread has come. */
    @State(Scope.Thread)
    public static class Position {
        private int value = ThreadLocalRandom.current().nextInt();
        private final byte[] text = "10.255.255.255".getBytes(StandardCharsets.ISO_8859_1);

        private String address(int client) {
            int end = write(3, client >> 16 & 255);
            text[end] = '.';
            end = write(end + 1, client >> 8 & 255);
            text[end] = '.';
            end = write(end + 1, client & 255);
            return new String(text, 0, end, StandardCharsets.ISO_8859_1);
        }

        /** Returns where it ends. */
        private int write(int at, int number) {
            int next = at;
            if (number >= 100) {
                text[next++] = (byte) ('0' + number / 100);
            }
            if (number >= 10) {
                text[next++] = (byte) ('0' + number / 10 % 10);
            }
            text[next++] = (byte) ('0' + number % 10);
            return next;
        }
    }
}
