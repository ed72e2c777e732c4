package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.examples.rag.RunningService.Answer;
import dev.eloquent.local.Fault;
import dev.eloquent.local.openai.LocalOpenAi;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service with OpenAI's API, for embeddings and answers. */
final class LanguageModelTest {
    private static final String QUOTATION = "): \"";
    private static PostgresServer postgres;
    private static LocalPinecone pinecone;
    private static LocalOpenAi openAi;
    private static RunningService service;

    @BeforeAll
    static void start() throws InterruptedException {
        postgres = PostgresServer.start();
        pinecone = LocalPinecone.index("documents").apiKey(RunningService.KEY).start();
        openAi = LocalOpenAi.apiKey("openai-key").start();
        Map<String, String> environment = new HashMap<>(RunningService.environment(postgres, pinecone));
        environment.put("OPENAI_API_KEY", "openai-key");
        environment.put("OPENAI_BASE_URL", openAi.endpoint().toString());
        service = RunningService.start(environment);
    }

    @AfterAll
    static void stop() {
        service.close();
        openAi.close();
        pinecone.close();
        postgres.close();
    }

    @AfterEach
    void clear() {
        openAi.faults().clear();
        openAi.faults().on("/v1/chat/completions").clear();
        openAi.faults().on("/v1/embeddings").clear();
    }

    @Test
    void theModelAnswersFromThePassages() {
        Answer answer = service.ask("What does ECS send when it stops a container?");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("/answer")).contains("stand-in");
        assertThat(answer.body().at("/passages")).hasSize(4);
    }

    @Test
    void theModelSeesTheConversationSoFar() {
        String id = service.ask("What does ECS send?").at("/conversation");
        long asked = openAi.requests().to("/v1/chat/completions");
        Answer answer = service.post("{\"question\":\"And then?\",\"conversation\":\"" + id + "\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(openAi.requests().to("/v1/chat/completions")).isEqualTo(asked + 1);
        assertThat(service.get("/api/conversations/" + id).body().at("/exchanges"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"choices\":[]}",
                "{\"choices\":[{\"message\":{\"content\":null}}]}",
                "{\"choices\":[{\"message\":{\"content\":\"  \"}}]}",
                "{\"choices\":[{\"message\":{\"content\":\"a\\u0000b\"}}]}",
                "{\"choices\":[{\"message\":{\"content\":\"\\ud83d\"}}]}"
            })
    void anAnswerThatCannotBeKeptIsReplacedByTheQuotation(String body) {
        openAi.faults().on("/v1/chat/completions").always(Fault.status(200).body(body));

        Answer answer = service.ask("What does ECS send when it stops a container?");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("/answer")).contains(QUOTATION);
    }

    @Test
    void withoutTheModelThePassagesAreQuoted() {
        for (Fault fault : new Fault[] {Fault.status(500), Fault.status(429), Fault.reset(), Fault.garbage()}) {
            openAi.faults().on("/v1/chat/completions").always(fault);
            Answer answer = service.ask("What does ECS send when it stops a container?");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("/answer")).contains(QUOTATION);
        }
    }

    @Test
    void withoutEmbeddingsNothingCanBeFound() {
        for (Fault fault : new Fault[] {
            Fault.status(500),
            Fault.status(401),
            Fault.reset(),
            Fault.garbage(),
            Fault.status(200).body("{\"data\":[]}"),
            Fault.status(200).body("{\"data\":[{\"index\":0,\"embedding\":[1,2,3]}]}"),
            Fault.status(200).body("{\"data\":[{\"index\":7,\"embedding\":[]}]}")
        }) {
            openAi.faults().on("/v1/embeddings").always(fault);
            RunningService.expectAway(service.ask("Anybody there?"), "5");
        }
    }

    @Test
    void embeddingsThatDoNotComeAreNotWaitedForLong() {
        openAi.faults().on("/v1/embeddings").always(Fault.silence());
        long start = System.nanoTime();
        RunningService.expectAway(service.ask("Anybody there?"), "5");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(6_500));
    }

    @Test
    void healthSaysHowTheLastCallWent() {
        service.ask("Control?");
        expectHealth("embedder", "healthy", "ok");
        openAi.faults().on("/v1/embeddings").always(Fault.status(401));
        openAi.faults().on("/v1/chat/completions").always(Fault.status(500));
        service.ask("Anybody there?");
        expectHealth("embedder", "degraded", "refused");

        openAi.faults().on("/v1/embeddings").clear();
        service.ask("And now?");
        expectHealth("embedder", "healthy", "ok");
        expectHealth("language_model", "degraded", "away");

        openAi.faults().on("/v1/chat/completions").clear();
        service.ask("And now?");
        expectHealth("language_model", "healthy", "ok");
    }

    @Test
    void aModelThatIsSilentIsLeftAloneForAWhile() {
        openAi.faults().on("/v1/chat/completions").always(Fault.silence());
        assertThat(service.ask("Anybody there?").at("/answer")).contains(QUOTATION);
        long asked = openAi.requests().to("/v1/chat/completions");

        assertThat(service.ask("Anybody there?").at("/answer")).contains(QUOTATION);
        assertThat(openAi.requests().to("/v1/chat/completions")).isEqualTo(asked);

        openAi.faults().on("/v1/chat/completions").clear();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> service.ask("And now?").at("/answer").contains("stand-in"));
    }

    private static void expectHealth(String check, String status, String reason) {
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            Answer answer = service.get("/health/checks/" + check);
            assertThat(answer.at("/status")).isEqualTo(status);
            assertThat(answer.whole().body()).contains(reason);
        });
    }
}
