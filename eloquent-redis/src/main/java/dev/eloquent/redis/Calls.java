package dev.eloquent.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs the script over one connection that all threads share. It is made by the first call that needs it, and given up
 * after any fault, so that the next call has a fresh one: to a server that came back, or took over.
 */
final class Calls implements AutoCloseable {
    private final Client client;
    private final Script script;
    private final Duration timeout;
    private final String where;
    private final AtomicReference<@Nullable CompletableFuture<Line>> line = new AtomicReference<>();
    private volatile boolean closed;

    Calls(Client client, Script script, Duration timeout, String where) {
        this.client = client;
        this.script = script;
        this.timeout = timeout;
        this.where = where;
    }

    /** What the script is given. */
    @SuppressWarnings("ArrayRecordComponent") // As Lettuce wants them; nobody compares calls.
    record Call(String[] keys, String[] arguments) {}

    /** What the script returns: whole numbers. */
    List<Long> run(String[] keys, String[] arguments) throws InterruptedException {
        return runAll(List.of(new Call(keys, arguments))).get(0);
    }

    /** The same for each of several, which are under way together. */
    List<List<Long>> runAll(List<Call> calls) throws InterruptedException {
        if (closed) {
            throw new IllegalStateException("this store is closed; make a new one, or close it later");
        }
        long end = System.nanoTime() + timeout.toNanos();
        CompletableFuture<Line> used = line();
        try {
            return evaluate(await(used, end), calls, end);
        } catch (TimeoutException late) {
            giveUp(used);
            throw new RedisCommandTimeoutException("Redis at " + where + " did not answer within " + timeout);
        } catch (ExecutionException | CancellationException fault) {
            giveUp(used);
            throw new RedisException("a call of Redis at " + where + " failed: " + reason(fault), fault.getCause());
        }
    }

    /** What is at the bottom of it: what lies above says no more than that there is something. */
    private static String reason(Throwable fault) {
        Throwable reason = fault;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
    }

    private List<List<Long>> evaluate(Line open, List<Call> calls, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Future<List<Long>>> sent = new ArrayList<>();
        for (Call call : calls) {
            sent.add(open.commands()
                    .<List<Long>>evalsha(script.digest(), ScriptOutputType.MULTI, call.keys, call.arguments));
        }
        List<List<Long>> answers = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            answers.add(answer(open, calls.get(i), sent.get(i), end));
        }
        return answers;
    }

    private List<Long> answer(Line open, Call call, Future<List<Long>> sent, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return await(sent, end);
        } catch (ExecutionException refused) {
            if (!(refused.getCause() instanceof RedisNoScriptException)) {
                throw refused;
            }
            // The server was restarted, or somebody emptied its memory of scripts: this brings it there, too.
            return await(
                    open.commands().<List<Long>>eval(script.text(), ScriptOutputType.MULTI, call.keys, call.arguments),
                    end);
        }
    }

    private static <T> T await(Future<T> future, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private CompletableFuture<Line> line() {
        CompletableFuture<Line> mine = new CompletableFuture<>();
        CompletableFuture<Line> others = line.get();
        if (others != null && isClosed(others)) {
            // By the server, or by what lies between, while nobody called: no reason for a fault.
            giveUp(others);
        }
        others = line.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        client.dial().whenComplete((opened, fault) -> {
            if (fault == null) {
                mine.complete(opened);
            } else {
                mine.completeExceptionally(fault);
            }
        });
        return mine;
    }

    private static boolean isClosed(CompletableFuture<Line> made) {
        return made.isDone()
                && !made.isCompletedExceptionally()
                && !made.join().connection().isOpen();
    }

    /** Unless it is still being made, which may take longer than a call waits, and has an end of its own. */
    private void giveUp(CompletableFuture<Line> used) {
        if (used.isDone() && line.compareAndSet(used, null) && !used.isCompletedExceptionally()) {
            used.join().connection().close();
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }
}
