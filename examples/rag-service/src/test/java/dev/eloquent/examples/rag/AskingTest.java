package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.examples.rag.RunningService.Answer;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions and their answers, with the real model. */
final class AskingTest {
    private static PostgresServer postgres;
    private static LocalPinecone pinecone;
    private static RunningService service;

    @BeforeAll
    static void start() throws InterruptedException {
        postgres = PostgresServer.start();
        pinecone = RunningService.pinecone();
        service = RunningService.start(postgres, pinecone);
    }

    @AfterAll
    static void stop() {
        service.close();
        pinecone.close();
        postgres.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Why is SELECT 1 not enough after a failover?          | Aurora failover: Why SELECT 1 is not enough
            How long does the JDK cache DNS names?                | Aurora failover: DNS caching in the JVM
            What should a liveness probe look at?                 | Health probes: What liveness is for
            How many requests a second may ask for index stats?   | Pinecone: Rate limit of index statistics
            How big should my connection pool be?                 | The connection pool: How large it should be
            What does the load balancer do when all targets fail? | Application Load Balancer: When every target is unhealthy
            How does ECS stop a container?                        | ECS tasks on Fargate: How a task is stopped
            How much heap should the JVM get?                     | ECS tasks on Fargate: Memory of the JVM
            Where should I keep API keys?                         | Secrets: Where secrets belong
            Does a health check keep Aurora Serverless awake?     | Aurora Serverless v2: Automatic pause
            In which order do I shut a service down?              | Graceful shutdown: The order of things
            Where should I store database credentials?            | Secrets: Where secrets belong
            How long does a promoted Aurora replica take?         | Aurora failover: What happens when the writer fails
            What happens to traffic if all of the targets fail their probe? | Application Load Balancer: When every target is unhealthy
            How much warning does a Spot interruption give?       | Cost: Spot interruptions
            Should I answer 429 or 503?                           | Rate limits: What to answer when it is too much
            """)
    void theRightPassageComesFirst(String question, String title) {
        Answer answer = service.ask(question);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("/passages/0/title")).isEqualTo(title);
    }

    @Test
    void anAnswerQuotesTheBestPassagesWithTheirSources() {
        Answer answer = service.ask("How does ECS stop a container?");

        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.at("/answer"))
                .startsWith("ECS tasks on Fargate: How a task is stopped (ecs-tasks.md): \"ECS sends SIGTERM");
        assertThat(answer.at("/passages/0/source")).isEqualTo("ecs-tasks.md");
        assertThat(answer.at("/passages/0/text")).startsWith("ECS sends SIGTERM");
        assertThat(answer.body().at("/passages")).hasSize(4);
        assertThat(answer.body().at("/passages/0/score").doubleValue())
                .isGreaterThan(answer.body().at("/passages/1/score").doubleValue())
                .isBetween(0.3, 1.0);
    }

    @Test
    void aConversationKeepsWhatWasShown() {
        Answer first = service.ask("How does ECS stop a container?");
        String id = first.at("/conversation");
        Answer second = service.post("{\"question\":\"Where do secrets belong?\",\"conversation\":\"" + id + "\"}");
        Answer kept = service.get("/api/conversations/" + id);

        assertThat(second.at("/conversation")).isEqualTo(id);
        assertThat(kept.status()).isEqualTo(200);
        assertThat(kept.body().at("/exchanges")).hasSize(2);
        assertThat(kept.at("/exchanges/0/question")).isEqualTo("How does ECS stop a container?");
        assertThat(kept.at("/exchanges/0/answer")).isEqualTo(first.at("/answer"));
        assertThat(kept.body().at("/exchanges/0/passages"))
                .isEqualTo(first.body().at("/passages"));
        assertThat(kept.body().at("/exchanges/1/passages"))
                .isEqualTo(second.body().at("/passages"));
    }

    @Test
    void conversationsAreListedNewestFirstPageByPage() {
        List<String> asked = List.of(
                service.ask("One?").at("/conversation"),
                service.ask("Two?").at("/conversation"),
                service.ask("Three?").at("/conversation"));
        Answer first = service.get("/api/conversations?limit=2");
        Answer second = service.get(first.at("/next"));

        assertThat(first.at("/conversations/0/id")).isEqualTo(asked.get(2));
        assertThat(first.at("/conversations/1/id")).isEqualTo(asked.get(1));
        assertThat(second.at("/conversations/0/id")).isEqualTo(asked.get(0));
        assertThat(first.at("/conversations/0/firstQuestion")).isEqualTo("Three?");
        assertThat(first.at("/conversations/0/questions")).isEqualTo("1");
    }

    @Test
    void textOfAnyLanguageComesBackAsItWas() {
        Answer answer = service.post("{\"question\":\"  Was ist ein Gesundheitstest? \\ud83d\\ude00 健康\\n\\t?  \"}");
        Answer kept = service.get("/api/conversations/" + answer.at("/conversation"));

        assertThat(kept.at("/exchanges/0/question")).isEqualTo("Was ist ein Gesundheitstest? \uD83D\uDE00 健康\n\t?");
    }

    @Test
    void healthIsServedBesideTheApi() {
        assertThat(service.get("/health").at("/status")).isEqualTo("healthy");
        assertThat(service.get("/health").body().fieldNames())
                .toIterable()
                .containsExactly("status", "timestamp", "version", "database", "vector_db", "documents", "dns_cache");
        assertThat(service.get("/health/live").status()).isEqualTo(200);
        assertThat(service.get("/health/ready").status()).isEqualTo(200);
        assertThat(service.get("/health/startup").status()).isEqualTo(200);
        assertThat(service.get("/health/checks/documents").at("/name")).isEqualTo("documents");
        assertThat(service.get("/health/checks/nothing").status()).isEqualTo(404);
        assertThat(service.get("/status").header("Content-Type").orElse("")).startsWith("text/html");
        assertThat(service.get("/").header("Location")).contains("/status");
    }
}
