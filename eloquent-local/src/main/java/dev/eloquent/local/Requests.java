package dev.eloquent.local;

import java.time.Duration;
import java.util.List;

/**
 * The requests that a stand-in had read when it was asked, whether or not the clients waited for the answers. Immutable.
 *
 * @param total how many in all
 * @param latest the last 10,000 of them, oldest first; the counts below are of these
 */
public record Requests(long total, List<ReceivedRequest> latest) {
    /** Copies the list. */
    public Requests {
        latest = List.copyOf(latest);
    }

    /** How many went to this path. */
    public long to(String path) {
        return latest.stream().filter(request -> request.path().equals(path)).count();
    }

    /** How many had this {@linkplain ReceivedRequest#status status}; 0 counts those that a fault left unanswered. */
    public long answered(int status) {
        return latest.stream().filter(request -> request.status() == status).count();
    }

    /** The most requests that came within any span of this length: {@code busiest(Duration.ofSeconds(1))} is a rate. */
    public int busiest(Duration span) {
        long[] times = latest.stream()
                .mapToLong(request -> request.at().toNanos())
                .sorted()
                .toArray();
        int most = 0;
        int first = 0;
        for (int last = 0; last < times.length; last++) {
            while (times[last] - times[first] >= span.toNanos() && first < last) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
