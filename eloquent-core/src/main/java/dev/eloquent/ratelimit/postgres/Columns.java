package dev.eloquent.ratelimit.postgres;

import dev.eloquent.ratelimit.Algorithm;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeReply.Counter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Claims as the functions want them: an array for each property, in the order of ids, in which rows are locked. */
final class Columns {
    private static final int MOST = 8;

    private final List<Claim> claims;
    /** Which claim is at each place of the arrays. */
    private final int[] order;

    private final String[] ids;
    private final Boolean[] exact;
    private final Long[] pace;
    private final Long[] most;

    private Columns(List<Claim> claims) {
        int size = claims.size();
        this.claims = claims;
        order = IntStream.range(0, size)
                .boxed()
                .sorted((one, other) -> id(claims.get(one)).compareTo(id(claims.get(other))))
                .mapToInt(Integer::intValue)
                .toArray();
        ids = new String[size];
        exact = new Boolean[size];
        pace = new Long[size];
        most = new Long[size];
        for (int i = 0; i < size; i++) {
            QuotaPolicy policy = policy(i);
            ids[i] = id(claims.get(order[i]));
            exact[i] = isExact(policy);
            pace[i] = pace(policy);
            most[i] = policy.burst();
        }
    }

    static Columns of(List<Claim> claims) {
        if (claims.isEmpty() || claims.size() > MOST) {
            throw new IllegalArgumentException("a call has 1 to " + MOST + " claims, had " + claims.size());
        }
        Columns columns = new Columns(claims);
        for (int i = 1; i < columns.ids.length; i++) {
            if (columns.ids[i].equals(columns.ids[i - 1])) {
                throw new IllegalArgumentException(
                        "a call names each counter once, had '" + columns.ids[i] + "' twice");
            }
        }
        return columns;
    }

    private static boolean isExact(QuotaPolicy policy) {
        return policy.algorithm() == Algorithm.EXACT;
    }

    /** Of an exact policy with its parts' length, as other parts cannot be counted with them. Ids have no space. */
    private static String id(Claim claim) {
        return isExact(claim.policy()) ? claim.id() + " " + pace(claim.policy()) : claim.id();
    }

    /** The interval in ns, or the length of a part in µs; rounded up, so that no more passes than is stated. */
    private static long pace(QuotaPolicy policy) {
        long divisor = isExact(policy) ? QuotaPolicy.SUB_WINDOWS * 1_000L : policy.quota();
        return (policy.window().toNanos() + divisor - 1) / divisor;
    }

    /** Rounded up. */
    static long micros(Duration duration) {
        return (duration.toNanos() + 999) / 1_000;
    }

    private QuotaPolicy policy(int place) {
        return claims.get(order[place]).policy();
    }

    /** Or a row would need counts for parts without end. */
    void checkLease(Duration lease) {
        for (Claim claim : claims) {
            QuotaPolicy policy = claim.policy();
            if (isExact(policy) && lease.compareTo(policy.window()) > 0) {
                throw new IllegalArgumentException("a lease is as long as the window of an exact policy at most, was "
                        + lease + " for " + policy + "; take shorter leases");
            }
        }
    }

    /** Whether the rows of these calls, one after another, would be locked in ascending order. */
    static boolean ascend(List<Columns> calls) {
        String before = "";
        for (Columns call : calls) {
            for (String id : call.ids) {
                if (id.compareTo(before) <= 0) {
                    return false;
                }
                before = id;
            }
        }
        return true;
    }

    String firstId() {
        return ids[0];
    }

    int size() {
        return ids.length;
    }

    /** Sets the first parameters, for one call after another, and returns the number of the next. */
    static int set(PreparedStatement statement, List<Columns> calls) throws SQLException {
        setArray(statement, 1, "text", all(calls, call -> call.ids));
        setArray(statement, 2, "bool", all(calls, call -> call.exact));
        setArray(statement, 3, "int8", all(calls, call -> call.pace));
        setArray(statement, 4, "int8", all(calls, call -> call.most));
        return 5;
    }

    static void setDryRuns(PreparedStatement statement, int parameter, List<Columns> calls) throws SQLException {
        setArray(statement, parameter, "bool", all(calls, Columns::dryRuns));
    }

    private Object[] dryRuns() {
        Object[] dryRuns = new Object[order.length];
        Arrays.setAll(dryRuns, place -> policy(place).isDryRun());
        return dryRuns;
    }

    private static Object[] all(List<Columns> calls, Function<Columns, Object[]> column) {
        return calls.stream().flatMap(call -> Stream.of(column.apply(call))).toArray();
    }

    static void setArray(PreparedStatement statement, int parameter, String type, Object[] values) throws SQLException {
        statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
    }

    /** Brings the next rows into the claims' order. */
    TakeReply reply(ResultSet rows) throws SQLException {
        Counter[] counters = new Counter[order.length];
        int granted = 0;
        long countedAt = 0;
        for (int place : order) {
            rows.next();
            granted = rows.getInt("granted");
            countedAt = rows.getLong("counted_at");
            counters[place] = counter(rows);
        }
        return new TakeReply(granted, countedAt, List.of(counters));
    }

    private static Counter counter(ResultSet rows) throws SQLException {
        boolean charged = rows.getBoolean("charged");
        long remaining = rows.getLong("remaining");
        Duration reset = ofMicros(rows.getLong("reset_us"));
        long retryAfter = rows.getLong("retry_us");
        return new Counter(charged, remaining, reset, rows.wasNull() ? Counter.NEVER : ofMicros(retryAfter));
    }

    private static Duration ofMicros(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }
}
