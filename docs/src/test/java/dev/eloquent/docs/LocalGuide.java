package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import dev.eloquent.local.cloudwatch.Distribution;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.ecs.LocalEcsAgent;
import dev.eloquent.local.ecs.TaskUsage;
import dev.eloquent.local.openai.LocalOpenAi;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.otlp.ReceivedSpan;
import dev.eloquent.local.page.LocalTelemetryPage;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.local.secretsmanager.Rotation;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;

/** The code that docs/local.md quotes: it compiles, or the guide is wrong. */
final class LocalGuide {
    interface Service {
        void start(URI pineconeIndexHost, String pineconeApiKey, URI openAiBaseUrl, String openAiApiKey);
    }

    interface Told {
        void start(URI endpoint);
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

    interface Metered {
        void start(URI cloudWatch);

        void stop();
    }

    OptionalDouble metrics(Metered service) {
        try (LocalCloudWatch cloudWatch = LocalCloudWatch.region("eu-central-1").start()) {
            service.start(cloudWatch.endpoint());
            service.stop();
            boolean onceEach = cloudWatch.puts().stream().allMatch(put -> put.stored() == 1 && put.answered() == 1);
            Distribution latency = cloudWatch.distribution("shop", "latency", Map.of("route", "/orders")).orElseThrow();
            return onceEach ? latency.percentile(99) : OptionalDouble.empty();
        }
    }

    void ecs(Told service) {
        try (LocalEcsAgent agent = LocalEcsAgent.task("import").limits(0.5, 1024).start()) {
            service.start(agent.metadata());
            agent.uses(new TaskUsage(Duration.ofSeconds(15), 200 * 1024 * 1024));
        }
    }

    void otlp(Told service) {
        try (LocalOtlp otlp = LocalOtlp.collector().start()) {
            service.start(otlp.endpoint());
            assertThat(otlp.spans()).extracting(ReceivedSpan::name).contains("GET /things");
            assertThat(otlp.points("http.server.request.duration")).isNotEmpty();
        }
    }

    interface Observed {
        void start(URI cloudWatch, URI otlp);
    }

    void telemetryPage(Observed service) {
        try (LocalCloudWatch cloudWatch = LocalCloudWatch.region("eu-central-1").start();
                LocalOtlp otlp = LocalOtlp.collector().start();
                LocalTelemetryPage page = LocalTelemetryPage.of(cloudWatch, otlp).port(5090).start()) {
            service.start(cloudWatch.endpoint(), otlp.endpoint());
            System.out.println(page.url());
        }
    }

    boolean keepsItsRate(LocalPinecone pinecone) {
        return
                pinecone.requests().busiest(Duration.ofSeconds(1)) <= 100
                ;
    }
    // spotless:on
}
