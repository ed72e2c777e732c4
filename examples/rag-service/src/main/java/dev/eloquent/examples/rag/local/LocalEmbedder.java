package dev.eloquent.examples.rag.local;

import dev.eloquent.examples.rag.passages.Embedder;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.List;

/** A small real model in this process: no key, no network, some milliseconds a text. */
public final class LocalEmbedder implements Embedder {
    private static final int DIMENSION = 384;

    /** On the caller's thread: a pool of its own would have to be closed. */
    private final AllMiniLmL6V2QuantizedEmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);

    @Override
    public String model() {
        return "all-minilm-l6-v2-q";
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return texts.stream().map(text -> model.embed(text).content().vector()).toList();
    }
}
