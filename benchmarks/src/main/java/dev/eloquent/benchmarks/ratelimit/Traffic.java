package dev.eloquent.benchmarks.ratelimit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Clients by their addresses, of whom the n-th asks 1 / n^0.99 times as often as the first: the usual model of the web. */
public final class Traffic {
    private static final double SKEW = 0.99;
    private static final int ASKED = 1 << 22;

    private final String[] clients;
    private final int[] asked = new int[ASKED];

    Traffic(int clients) {
        this.clients = new String[clients];
        Arrays.setAll(this.clients, i -> "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255));
        SplittableRandom random = new SplittableRandom(7);
        // So that neighbours in memory are not neighbours in popularity.
        for (int i = clients - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            String client = this.clients[i];
            this.clients[i] = this.clients[other];
            this.clients[other] = client;
        }
        double[] upTo = new double[clients];
        double sum = 0;
        for (int i = 0; i < clients; i++) {
            sum += 1 / Math.pow(i + 1, SKEW);
            upTo[i] = sum;
        }
        for (int i = 0; i < ASKED; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            asked[i] = Math.min(clients - 1, found < 0 ? -found - 1 : found);
        }
    }

    List<String> everybody() {
        return Arrays.asList(clients);
    }

    String next(Position position) {
        return clients[asked[position.value++ & ASKED - 1]];
    }

    /** How far a thread has come. */
    @State(Scope.Thread)
    public static class Position {
        private int value = ThreadLocalRandom.current().nextInt();
    }
}
