package dev.eloquent.metrics.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers each batch as a test says, and keeps what it accepted. */
final class AnsweringSink implements Sink {
    private final Function<Batch, PutOutcome> answers;
    private final List<Batch> accepted = new ArrayList<>();
    private int calls;

    AnsweringSink(Function<Batch, PutOutcome> answers) {
        this.answers = answers;
    }

    @Override
    public PutOutcome put(Batch batch) {
        calls++;
        PutOutcome outcome = answers.apply(batch);
        if (outcome instanceof PutOutcome.Accepted) {
            accepted.add(batch);
        }
        return outcome;
    }

    int calls() {
        return calls;
    }

    /** The values of all that was accepted, in order. */
    List<Double> accepted() {
        return accepted.stream()
                .flatMap(batch -> batch.data().stream())
                .map(datum -> datum.values()[0])
                .toList();
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
}
