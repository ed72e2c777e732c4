package dev.eloquent.local.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.HttpCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Pinecone's own client would not send, and how it is refused. */
final class PineconeRequestTest {
    private LocalPinecone pinecone;
    private HttpCalls calls;

    @BeforeEach
    void start() {
        pinecone = LocalPinecone.index("docs").dimension(2).apiKey("k").start();
        calls = new HttpCalls(pinecone.endpoint(), "Api-Key", "k");
    }

    @AfterEach
    void close() {
        pinecone.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/vectors/upsert|{|the body is not valid JSON, line 1, column 2",
                "/vectors/upsert|{}|vectors must be a list of 1 to 1000 vectors",
                "/vectors/upsert|{\"vectors\":[]}|vectors must be a list of 1 to 1000 vectors",
                "/vectors/upsert|{\"vectors\":[7]}|a vector must be an object with id and values",
                "/vectors/upsert|{\"vectors\":[{\"values\":[1,2]}]}|a vector's id must be a string that is not empty",
                "/vectors/upsert|{\"vectors\":[{\"id\":\"x\"}]}"
                        + "|Vector dimension 0 does not match the dimension of the index 2",
                "/vectors/upsert|{\"vectors\":[{\"id\":\"x\",\"values\":[0,0]}]}"
                        + "|Dense vectors must contain at least one non-zero value.",
                "/vectors/upsert|{\"vectors\":[{\"id\":\"x\",\"values\":[1,1e99]}]}"
                        + "|values[1] must be a number within the range of a 32-bit float",
                "/vectors/upsert|{\"vectors\":[{\"id\":\"x\",\"values\":[1,2],\"metadata\":{\"a\":null}}]}"
                        + "|Metadata value must be a string, number, boolean or list of strings,"
                        + " got 'null' for field 'a'",
                "/vectors/upsert|{\"vectors\":[{\"id\":\"x\",\"values\":[1,2]}],\"namespace\":7}"
                        + "|namespace must be a string",
                "/vectors/upsert|{\"vectors\":[{\"id\":\"x\",\"values\":[1,2],\"sparseValues\":{}}]}"
                        + "|sparseValues is not served: this stand-in has a dense index",
                "/query|{\"vector\":[1,2]}|topK must be a whole number from 1 to 10000",
                "/query|{\"vector\":[1,2],\"topK\":4294967306}|topK must be a whole number from 1 to 10000",
                "/query|{\"topK\":1}|a query must have a vector or an id, and not both",
                "/query|{\"topK\":1,\"id\":\"x\",\"vector\":[1,2]}|a query must have a vector or an id, and not both",
                "/query|{\"topK\":1,\"id\":\"x\",\"filter\":7}|a filter must be a JSON object",
                "/vectors/delete|{}|delete takes exactly one of ids, deleteAll and filter",
                "/vectors/delete|{\"ids\":[\"x\"],\"deleteAll\":true}"
                        + "|delete takes exactly one of ids, deleteAll and filter",
                "/vectors/update|{\"id\":\"x\",\"filter\":{\"a\":1}}"
                        + "|this stand-in updates by id alone, not by filter"
            })
    void refusesWrongBodies(String path, String body, String message) throws Exception {
        assertThat(calls.post(path, body)).isEqualTo(refused(400, 3, message));
        assertThat(calls.get("/describe_index_stats")).contains("\"totalVectorCount\":0");
    }

    @Test
    void refusesWrongQueries() throws Exception {
        assertThat(calls.get("/vectors/fetch")).isEqualTo(refused(400, 3, "ids must name one vector or more"));
        assertThat(calls.get("/vectors/list?limit=101"))
                .isEqualTo(refused(400, 3, "limit must be a whole number from 1 to 100"));
        assertThat(calls.get("/vectors/list?paginationToken=!"))
                .isEqualTo(refused(400, 3, "paginationToken is not one that a list returned"));
    }

    @Test
    void refusesWhatItDoesNotServe() throws Exception {
        assertThat(calls.post("/records/namespaces/x/search", "{}"))
                .isEqualTo(
                        refused(404, 5, "this stand-in of Pinecone does not serve POST /records/namespaces/x/search"));
        assertThat(calls.post("/vectors/delete", "{\"deleteAll\":true,\"namespace\":\"nobody\"}"))
                .isEqualTo(refused(404, 5, "Namespace not found"));
    }

    @Test
    void refusesMoreThanTwoMegabytes() throws Exception {
        assertThat(calls.post("/vectors/upsert", " ".repeat(2 * 1024 * 1024 + 1)))
                .isEqualTo(refused(413, 3, "the body must have at most 2097152 bytes: send less at once"));
    }

    @Test
    void deletesAndCountsByFilter() throws Exception {
        calls.post(
                "/vectors/upsert",
                "{\"vectors\":[{\"id\":\"x\",\"values\":[1,2],\"metadata\":{\"a\":1}},{\"id\":\"y\",\"values\":[1,2]}]}");
        assertThat(calls.post("/describe_index_stats", "{\"filter\":{\"a\":1}}"))
                .contains("\"totalVectorCount\":1");
        assertThat(calls.post("/vectors/delete", "{\"filter\":{\"a\":1}}")).isEqualTo("200 {}");
        assertThat(calls.get("/vectors/list")).contains("\"vectors\":[{\"id\":\"y\"}]");
    }

    @Test
    void takesTheDefaultNamespaceByEitherName() throws Exception {
        calls.post("/vectors/upsert", "{\"vectors\":[{\"id\":\"x\",\"values\":[1,2]}],\"namespace\":\"__default__\"}");
        assertThat(calls.get("/vectors/fetch?ids=x"))
                .isEqualTo("200 {\"vectors\":{\"x\":{\"id\":\"x\",\"values\":[1.0,2.0]}},\"namespace\":\"\","
                        + "\"usage\":{\"readUnits\":1}}");
    }

    private static String refused(int status, int code, String message) {
        return status + " {\"code\":" + code + ",\"message\":\"" + message + "\",\"details\":[]}";
    }
}
