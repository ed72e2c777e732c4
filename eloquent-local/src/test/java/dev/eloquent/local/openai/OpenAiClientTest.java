package dev.eloquent.local.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.ChatModel;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingModel;
import dev.eloquent.local.Fault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Driven by OpenAI's own client for Java, unmodified. */
final class OpenAiClientTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private LocalOpenAi openAi;
    private OpenAIClient client;

    @BeforeEach
    void start() {
        openAi = LocalOpenAi.apiKey("k").clock(InstantSource.fixed(NOW)).start();
        client = client("k", 0);
    }

    @AfterEach
    void close() {
        client.close();
        openAi.close();
    }

    @Test
    void embedsEachTextTheSameEachTime() {
        CreateEmbeddingResponse first = embed("red apples", "the database is down");
        CreateEmbeddingResponse second = embed("the database is down");

        assertThat(first.data()).hasSize(2);
        assertThat(first.data().get(0).embedding()).hasSize(1536);
        assertThat(squares(first.data().get(0).embedding())).isCloseTo(1, within(1e-5));
        assertThat(first.data().get(1).index()).isEqualTo(1);
        assertThat(first.data().get(1).embedding())
                .isEqualTo(second.data().get(0).embedding());
        assertThat(first.model()).isEqualTo("text-embedding-3-small");
        assertThat(first.usage().promptTokens()).isEqualTo(3 + 5);
        assertThat(first.usage().totalTokens()).isEqualTo(8);
    }

    @Test
    void givesTheSameVectorInEitherEncoding() {
        List<Float> base64 = vector(EmbeddingCreateParams.EncodingFormat.BASE64);
        assertThat(base64).hasSize(256).isEqualTo(vector(EmbeddingCreateParams.EncodingFormat.FLOAT));
    }

    private List<Float> vector(EmbeddingCreateParams.EncodingFormat format) {
        return client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(EmbeddingModel.TEXT_EMBEDDING_3_LARGE)
                        .input("red apples")
                        .dimensions(256)
                        .encodingFormat(format)
                        .build())
                .data()
                .get(0)
                .embedding();
    }

    @Test
    void answersAsAStandInAndQuotesItsContext() {
        ChatCompletion answer = client.chat().completions().create(question().build());

        assertThat(answer.choices()).singleElement().satisfies(choice -> {
            assertThat(choice.message().content())
                    .contains("[stand-in for OpenAI, not a language model] You asked: \"How long are backups kept?\""
                            + " The context that came with it: \"Backups are kept for 35 days.\"");
            assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        });
        assertThat(answer.model()).isEqualTo("gpt-5.2");
        assertThat(answer.created()).isEqualTo(NOW.getEpochSecond());
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(15 + 26);
        assertThat(client.chat().completions().create(question().build())).isEqualTo(answer);
    }

    @Test
    void cutsAnAnswerAtTheLimitOfTokens() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(question().maxCompletionTokens(3).build());

        assertThat(answer.choices().get(0).message().content()).contains("[stand-in for OpenAI, ");
        assertThat(answer.choices().get(0).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(3);
    }

    @Test
    void streamsTheSameAnswerInPieces() {
        String whole = client.chat()
                .completions()
                .create(question().build())
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
        ChatCompletionStreamOptions withUsage =
                ChatCompletionStreamOptions.builder().includeUsage(true).build();
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(question().streamOptions(withUsage).build())) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();

            assertThat(chunks).hasSize(1 + 26 + 1 + 1);
            assertThat(chunks.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .flatMap(choice -> choice.delta().content().stream())
                            .collect(Collectors.joining()))
                    .isEqualTo(whole);
            assertThat(chunks.get(27).choices().get(0).finishReason())
                    .contains(ChatCompletionChunk.Choice.FinishReason.STOP);
            assertThat(chunks.get(28).usage().orElseThrow().completionTokens()).isEqualTo(26);
        }
    }

    @Test
    void refusesAWrongKeyWithoutRepeatingIt() {
        OpenAIClient stranger = client("wrong", 0);
        assertThatThrownBy(() -> stranger.chat().completions().create(question().build()))
                .isInstanceOfSatisfying(UnauthorizedException.class, fault -> {
                    assertThat(fault.code()).contains("invalid_api_key");
                    assertThat(fault.getMessage()).isEqualTo("401: Incorrect API key provided.");
                });
        stranger.close();
    }

    @Test
    void refusesWhatItCannotServe() {
        assertThatThrownBy(
                        () -> client.chat().completions().create(question().n(2).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("400: n must be 1: this stand-in gives one answer");
        assertThatThrownBy(() -> embed(""))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("400: input 0 must have 1 to 8192 tokens, has about 0");
    }

    @Test
    void letsTheClientTryAgainThroughFaults() {
        openAi.faults().next(1, Fault.status(429).header("Retry-After-Ms", "1"));
        openAi.faults().next(1, Fault.reset());
        OpenAIClient patient = client("k", 2);
        assertThat(embed(patient, "red apples").data()).hasSize(1);
        patient.close();
        assertThat(openAi.requests().latest())
                .extracting(request -> request.status())
                .containsExactly(429, 0, 200);
    }

    @Test
    void showsFaultsToAClientThatDoesNotTryAgain() {
        openAi.faults().next(1, Fault.status(429)).next(1, Fault.status(503));
        assertThatThrownBy(() -> embed("red apples"))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        fault -> assertThat(fault.code()).contains("rate_limit_exceeded"));
        assertThatThrownBy(() -> embed("red apples")).isInstanceOf(InternalServerException.class);
        assertThat(embed("red apples").data()).hasSize(1);
    }

    private OpenAIClient client(String key, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(openAi.endpoint().toString())
                .apiKey(key)
                .maxRetries(retries)
                .build();
    }

    private CreateEmbeddingResponse embed(String... texts) {
        return embed(client, texts);
    }

    private static CreateEmbeddingResponse embed(OpenAIClient client, String... texts) {
        return client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(EmbeddingModel.TEXT_EMBEDDING_3_SMALL)
                        .inputOfArrayOfStrings(List.of(texts))
                        .build());
    }

    private static ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder()
                .model(ChatModel.of("gpt-5.2"))
                .addSystemMessage("Backups are kept for 35 days.")
                .addUserMessage("How long are backups kept?");
    }

    private static double squares(List<Float> vector) {
        return vector.stream().mapToDouble(value -> (double) value * value).sum();
    }
}
