package dev.eloquent.local.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.HttpCalls;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenAI's own client would not send, and how it is refused. */
final class OpenAiRequestTest {
    private LocalOpenAi openAi;
    private HttpCalls calls;

    @BeforeEach
    void start() {
        openAi = LocalOpenAi.apiKey("k").start();
        calls = new HttpCalls(openAi.endpoint(), "Authorization", "Bearer k");
    }

    @AfterEach
    void close() {
        openAi.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\",|the body is not valid JSON, line 1, column 14",
                "{\"a\":1,\"a\":2}|the body is not valid JSON, line 1, column 11",
                "{} {}|the body is not valid JSON, line 1, column 4",
                "[]|the body must be a JSON object",
                "``|the body must be a JSON object",
                "{\"input\":\"a\"}|you must provide a model parameter",
                "{\"model\":\"m\"}|input must be a string, a list of strings, or tokens",
                "{\"model\":\"m\",\"input\":[]}|input must have 1 to 2048 texts, has 0",
                "{\"model\":\"m\",\"input\":[\"a\",7]}|input must be a string, a list of strings, or tokens",
                "{\"model\":\"m\",\"input\":[\"a\",\"\"]}|input 1 must have 1 to 8192 tokens, has about 0",
                "{\"model\":\"m\",\"input\":[1,\"a\"]}|a token of the input must be a whole number",
                "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":1537}"
                        + "|dimensions must be a whole number from 1 to 1536 for this model",
                "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":4294967297}"
                        + "|dimensions must be a whole number from 1 to 1536 for this model",
                "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"hex\"}"
                        + "|encoding_format must be float or base64"
            })
    void refusesWrongEmbeddings(String body, String message) throws Exception {
        assertThat(calls.post("/v1/embeddings", body)).isEqualTo(refused(400, message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"m\"}|messages must be a list of one message or more",
                "{\"model\":\"m\",\"messages\":[{}]}|a message must have a role",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":1}]}"
                        + "|the content of a message must be a string or a list of parts",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"max_tokens\":0}"
                        + "|max_tokens must be a whole number from 1 to 2147483647",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"max_tokens\":4294967296}"
                        + "|max_tokens must be a whole number from 1 to 2147483647",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"n\":4294967297}"
                        + "|n must be 1: this stand-in gives one answer",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"n\":\"x\"}"
                        + "|n must be 1: this stand-in gives one answer",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"tools\":[{\"type\":\"function\"}]}"
                        + "|tools must be empty: this stand-in calls none",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"functions\":[{\"name\":\"f\"}]}"
                        + "|functions must be empty: this stand-in calls none",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"tool_choice\":\"required\"}"
                        + "|tool_choice must be none or auto: this stand-in calls nothing",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}]}"
                        + "|a part of a message must be of type text: this stand-in reads no other",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"response_format\":{\"type\":\"json_object\"}}"
                        + "|response_format must be text: this stand-in has no structured output"
            })
    void refusesWrongChats(String body, String message) throws Exception {
        assertThat(calls.post("/v1/chat/completions", body)).isEqualTo(refused(400, message));
    }

    /** Clients send these by default; they ask for nothing that is not served. */
    @Test
    void takesWhatOffersNoToolsAndPartsOfText() throws Exception {
        assertThat(calls.post(
                        "/v1/chat/completions",
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}],"
                                + "\"tools\":[],\"tool_choice\":\"none\",\"n\":1}"))
                .startsWith("200 ")
                .contains("hello");
    }

    @Test
    void holdsToTheLimitsOfTheInput() throws Exception {
        String longest = "x".repeat(4 * 8_192);
        assertThat(calls.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"" + longest + "x\"}"))
                .isEqualTo(refused(400, "input 0 must have 1 to 8192 tokens, has about 8193"));
        String many = ("\"" + longest + "\",").repeat(36) + "\"" + longest + "\"";
        assertThat(calls.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[" + many + "]}"))
                .isEqualTo(refused(
                        400,
                        "all inputs together must have at most 300000 tokens, have about 303104: send fewer at once"));
    }

    @Test
    void takesTokensForTexts() throws Exception {
        String answer = calls.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[[1,2],[3]],\"dimensions\":2}");
        assertThat(answer).startsWith("200 ").contains("\"index\":1", "\"prompt_tokens\":3");
    }

    @Test
    void refusesInvalidUtf8() throws Exception {
        byte[] body = {'{', '"', (byte) 0xc3, 0x28, '"', ':', '1', '}'};
        assertThat(calls.send("POST", "/v1/embeddings", body))
                .startsWith("400 {\"error\":{\"message\":\"the body is not valid");
    }

    @Test
    void knowsNoOtherPathOrMethod() throws Exception {
        assertThat(calls.get("/v1/embeddings"))
                .isEqualTo("405 {\"error\":{\"message\":\"Not allowed to GET on /v1/embeddings: use POST\","
                        + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"method_not_supported\"}}");
        assertThat(calls.post("/v1/images", "{}")).isEqualTo(refused(404, "Invalid URL (POST /v1/images)"));
    }

    @Test
    void takesTheSchemeInAnyCaseButNotTheKey() throws Exception {
        String body = "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":1}";
        assertThat(new HttpCalls(openAi.endpoint(), "Authorization", "bearer k").post("/v1/embeddings", body))
                .startsWith("200 ");
        for (String wrong : List.of("Bearer K", "Basic k", "k", "Bearer")) {
            assertThat(new HttpCalls(openAi.endpoint(), "Authorization", wrong).post("/v1/embeddings", body))
                    .startsWith("401 ")
                    .contains("Incorrect API key provided.");
        }
    }

    @Test
    void asksForAKey() throws Exception {
        assertThat(new HttpCalls(openAi.endpoint(), "X", "Y").post("/v1/embeddings", "{}"))
                .isEqualTo(
                        "401 {\"error\":{\"message\":\"You didn't provide an API key: send it as Authorization: Bearer"
                                + " KEY\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_api_key\"}}");
    }

    private static String refused(int status, String message) {
        return status + " {\"error\":{\"message\":\"" + message
                + "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}";
    }
}
