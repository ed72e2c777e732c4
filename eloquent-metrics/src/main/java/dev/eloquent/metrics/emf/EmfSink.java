package dev.eloquent.metrics.emf;

import dev.eloquent.metrics.lines.WholeLines;
import dev.eloquent.metrics.step.Batch;
import dev.eloquent.metrics.step.PutOutcome;
import dev.eloquent.metrics.step.Sink;

/** Writes a document as a line. A write that blocks cannot be ended; its thread is a daemon and holds nothing of ours. */
final class EmfSink implements Sink {
    private final EmfDocuments documents;
    private final WholeLines lines;

    EmfSink(EmfDocuments documents, WholeLines lines) {
        this.documents = documents;
        this.lines = lines;
    }

    @Override
    public PutOutcome put(Batch batch) {
        return lines.write(documents.line(batch))
                ? new PutOutcome.Accepted()
                : new PutOutcome.Unconfirmed("standard output has reported an error");
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
}
