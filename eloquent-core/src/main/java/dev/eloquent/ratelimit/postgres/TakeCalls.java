package dev.eloquent.ratelimit.postgres;

import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Requests as the parameters of one statement, in the order of ids, in which rows are locked. */
final class TakeCalls {
    private final List<TakeRequest> requests;
    private final List<Columns> columns;
    /** Which request is at each place of the parameters. */
    private final int[] order;

    private TakeCalls(List<TakeRequest> requests, List<Columns> columns) {
        this.requests = requests;
        this.order = IntStream.range(0, columns.size())
                .boxed()
                .sorted(Comparator.comparing(i -> columns.get(i).firstId()))
                .mapToInt(Integer::intValue)
                .toArray();
        this.columns = IntStream.of(order).mapToObj(columns::get).toList();
    }

    static TakeCalls of(List<TakeRequest> requests) {
        List<Columns> columns = new ArrayList<>();
        for (TakeRequest request : requests) {
            Columns one = Columns.of(request.claims());
            one.checkLease(request.lease());
            columns.add(one);
        }
        return new TakeCalls(requests, columns);
    }

    /** Whether they can be: with as many counters and the same lease each, and none in two of them. */
    boolean isOneStatement() {
        return requests.stream().map(TakeRequest::lease).distinct().count() == 1
                && columns.stream().mapToInt(Columns::size).distinct().count() == 1
                && Columns.ascend(columns);
    }

    /** One statement each, in the order of the requests. */
    List<TakeCalls> each() {
        return requests.stream().map(request -> of(List.of(request))).toList();
    }

    /** Sets all parameters but the last, and returns its number. */
    int set(PreparedStatement statement) throws SQLException {
        int next = Columns.set(statement, columns);
        Columns.setDryRuns(statement, next++, columns);
        Columns.setArray(statement, next++, "int4", ordered(TakeRequest::permits));
        Columns.setArray(statement, next++, "int4", ordered(TakeRequest::batch));
        statement.setLong(next++, Columns.micros(requests.get(0).lease()));
        return next;
    }

    private Object[] ordered(Function<TakeRequest, Object> property) {
        return IntStream.of(order)
                .mapToObj(i -> property.apply(requests.get(i)))
                .toArray();
    }

    /** Runs it, and brings the rows into the order of the requests. */
    List<TakeReply> replies(PreparedStatement statement) throws SQLException {
        TakeReply[] replies = new TakeReply[order.length];
        try (ResultSet rows = statement.executeQuery()) {
            for (int i = 0; i < order.length; i++) {
                replies[order[i]] = columns.get(i).reply(rows);
            }
        }
        return Arrays.asList(replies);
    }
}
