package dev.eloquent.metrics.step;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Answers as a test says, with Accepted when it says nothing, and keeps what it was asked. */
public final class RecordedCalls implements Sink {
    private final Deque<PutOutcome> answers = new ArrayDeque<>();
    private final List<Batch> calls = new ArrayList<>();
    private PutOutcome otherwise = new PutOutcome.Accepted();

    public synchronized RecordedCalls then(PutOutcome... outcomes) {
        answers.addAll(List.of(outcomes));
        return this;
    }

    public synchronized RecordedCalls always(PutOutcome outcome) {
        otherwise = outcome;
        return this;
    }

    @Override
    public synchronized PutOutcome put(Batch batch) {
        calls.add(batch);
        PutOutcome next = answers.pollFirst();
        return next == null ? otherwise : next;
    }

    public synchronized List<Batch> calls() {
        return List.copyOf(calls);
    }

    public synchronized List<Datum> data(String name) {
        return calls.stream()
                .flatMap(batch -> batch.data().stream())
                .filter(datum -> datum.series().name().equals(name))
                .toList();
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
}
