package dev.eloquent.docs;

import dev.eloquent.local.Fault;
import dev.eloquent.local.openai.LocalOpenAi;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.local.secretsmanager.Rotation;
import java.net.URI;
import java.time.Duration;

/** The code that docs/local.md quotes: it compiles, or the guide is wrong. */
final class LocalGuide {
    interface Service {
        void start(URI pineconeIndexHost, String pineconeApiKey, URI openAiBaseUrl, String openAiApiKey);
    }

    // spotless:off
    void start(Service service) {
        try (LocalPinecone pinecone = LocalPinecone.index("docs").dimension(384).apiKey("local").start();
                LocalOpenAi openAi = LocalOpenAi.apiKey("local").start()) {
            service.start(pinecone.endpoint(), "local", openAi.endpoint(), "local");
        }
    }

    void faults(LocalPinecone pinecone) {
        pinecone.faults().next(3, Fault.status(429).header("Retry-After", "1"));
        pinecone.faults().on("/query").always(Fault.delay(Duration.ofSeconds(5)));
        pinecone.faults().connections().next(1, Fault.reset());
        pinecone.faults().clear();
    }

    void secrets() {
        try (LocalSecretsManager secretsManager =
                LocalSecretsManager.region("eu-central-1").secret("rag-service/openai", "sk-...").start()) {
            secretsManager.put("rag-service/openai", "sk-new");
            Rotation rotation = secretsManager.rotate("rag-service/openai", "sk-newer");
            rotation.finish();
            secretsManager.deny("rag-service/openai");
        }
    }

    boolean keepsItsRate(LocalPinecone pinecone) {
        return
                pinecone.requests().busiest(Duration.ofSeconds(1)) <= 100
                ;
    }
    // spotless:on
}
