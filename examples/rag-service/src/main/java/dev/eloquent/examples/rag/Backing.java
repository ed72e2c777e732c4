package dev.eloquent.examples.rag;

import dev.eloquent.examples.rag.ask.AnswerWriter;
import dev.eloquent.examples.rag.ask.Quotation;
import dev.eloquent.examples.rag.database.Login;
import dev.eloquent.examples.rag.local.StandIns;
import dev.eloquent.examples.rag.openai.OpenAiEmbedder;
import dev.eloquent.examples.rag.openai.OpenAiWriter;
import dev.eloquent.examples.rag.passages.Embedder;
import dev.eloquent.examples.rag.remote.ApiAddress;
import dev.eloquent.examples.rag.remote.DependencyAway;
import dev.eloquent.examples.rag.settings.Settings;
import dev.eloquent.examples.rag.settings.StartFault;
import dev.eloquent.shutdown.Shutdown;

/** What the service stands on: what was configured, and beside it, with {@code --local}, what was not. */
record Backing(Login database, ApiAddress pinecone, Embedder embedder, AnswerWriter writer) {
    static Backing of(Settings settings, Shutdown shutdown) {
        try {
            Login database = settings.database()
                    .orElseGet(() ->
                            shutdown.own(StandIns.postgres(settings.data())).login());
            Embedder embedder =
                    settings.openAi().<Embedder>map(OpenAiEmbedder::new).orElseGet(StandIns::embedder);
            ApiAddress pinecone = settings.pinecone()
                    .orElseGet(() -> shutdown.own(StandIns.pinecone(embedder.dimension()))
                            .address());
            AnswerWriter writer =
                    settings.openAi().<AnswerWriter>map(OpenAiWriter::new).orElseGet(Quotation::new);
            return new Backing(database, pinecone, embedder, writer);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    private static StartFault notLoaded(LinkageError fault) {
        if (fault instanceof NoClassDefFoundError && fault.getCause() instanceof ClassNotFoundException) {
            return new StartFault(
                    "--local needs the folder local/ beside rag-service.jar, with PostgreSQL, the stand-in"
                            + " of Pinecone and the embedding model; an image for production leaves it out");
        }
        // On a system without glibc, or where nothing in the folder for temporary files may be executed.
        return new StartFault("the embedding model does not run here: " + DependencyAway.rootOf(fault)
                + "; set OPENAI_API_KEY to use OpenAI's instead");
    }
}
