package dev.eloquent.local.pinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.eloquent.local.Fault;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.pinecone.clients.Index;
import io.pinecone.configs.PineconeConfig;
import io.pinecone.configs.PineconeConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openapitools.db_data.client.ApiClient;
import org.openapitools.db_data.client.ApiException;
import org.openapitools.db_data.client.api.VectorOperationsApi;
import org.openapitools.db_data.client.model.DeleteRequest;
import org.openapitools.db_data.client.model.DescribeIndexStatsRequest;
import org.openapitools.db_data.client.model.IndexDescription;
import org.openapitools.db_data.client.model.ListResponse;
import org.openapitools.db_data.client.model.QueryRequest;
import org.openapitools.db_data.client.model.QueryResponse;
import org.openapitools.db_data.client.model.ScoredVector;
import org.openapitools.db_data.client.model.UpdateRequest;
import org.openapitools.db_data.client.model.UpsertRequest;
import org.openapitools.db_data.client.model.Vector;

/** Driven by Pinecone's own client for Java, unmodified: the REST interface to the data plane that it ships. */
final class PineconeClientTest {
    private static final String VERSION = "2025-10";

    private LocalPinecone pinecone;
    private VectorOperationsApi client;

    @BeforeEach
    void start() {
        pinecone = LocalPinecone.index("docs").dimension(3).apiKey("k").start();
        client = client("k");
    }

    @AfterEach
    void close() {
        pinecone.close();
    }

    @Test
    void findsTheNearestFirst() throws Exception {
        upsert("", vector("x", 1, 0, 0), vector("y", 0, 1, 0), vector("xy", 1, 1, 0));

        QueryResponse answer = client.queryVectors(
                VERSION,
                new QueryRequest().topK(2L).vector(List.of(1f, 0.1f, 0f)).includeValues(true));

        assertThat(answer.getMatches()).extracting(ScoredVector::getId).containsExactly("x", "xy");
        assertThat(answer.getMatches().get(0).getScore()).isCloseTo(0.995f, within(0.001f));
        assertThat(answer.getMatches().get(0).getValues()).containsExactly(1f, 0f, 0f);
        assertThat(answer.getNamespace()).isEmpty();
        assertThat(answer.getUsage().getReadUnits()).isPositive();
    }

    @Test
    void queriesByTheIdOfAVector() throws Exception {
        upsert("", vector("x", 1, 0, 0), vector("y", 0, 1, 0), vector("xy", 1, 2, 0));

        assertThat(client.queryVectors(VERSION, new QueryRequest().topK(3L).id("y"))
                        .getMatches())
                .extracting(ScoredVector::getId)
                .containsExactly("y", "xy", "x");
        assertThat(client.queryVectors(VERSION, new QueryRequest().topK(3L).id("nobody"))
                        .getMatches())
                .isEmpty();
    }

    @Test
    void filtersByMetadataAndReturnsIt() throws Exception {
        upsert(
                "",
                vector("old", 1, 0, 0).metadata(Map.of("year", 1999, "tags", List.of("a", "b"))),
                vector("new", 1, 0, 0).metadata(Map.of("year", 2024, "tags", List.of("b", "c"))));

        QueryResponse answer = client.queryVectors(
                VERSION,
                new QueryRequest()
                        .topK(10L)
                        .vector(List.of(1f, 0f, 0f))
                        .includeMetadata(true)
                        .filter(Map.of("year", Map.of("$gt", 2000), "tags", "b")));

        assertThat(answer.getMatches()).hasSize(1);
        assertThat(answer.getMatches().get(0).getMetadata())
                .isEqualTo(Map.of("year", 2024d, "tags", List.of("b", "c")));
    }

    @Test
    void keepsNamespacesApartAndCountsThem() throws Exception {
        upsert("", vector("x", 1, 0, 0));
        upsert("other", vector("x", 0, 1, 0), vector("y", 0, 0, 1));

        assertThat(client.fetchVectors(VERSION, List.of("x", "nobody"), "other").getVectors())
                .containsOnlyKeys("x")
                .hasEntrySatisfying(
                        "x", vector -> assertThat(vector.getValues()).containsExactly(0f, 1f, 0f));
        IndexDescription stats = stats(client);
        assertThat(stats.getTotalVectorCount()).isEqualTo(3);
        assertThat(stats.getDimension()).isEqualTo(3);
        assertThat(stats.getIndexFullness()).isZero();
        assertThat(stats.getMetric()).isEqualTo("cosine");
        assertThat(stats.getNamespaces()).containsOnlyKeys("", "other");
        assertThat(stats.getNamespaces().get("other").getVectorCount()).isEqualTo(2);
    }

    @Test
    void updatesListsAndDeletes() throws Exception {
        upsert("", vector("doc1#1", 1, 0, 0), vector("doc1#2", 0, 1, 0), vector("doc2#1", 0, 0, 1));

        client.updateVector(VERSION, new UpdateRequest().id("doc1#1").setMetadata(Map.of("title", "One")));
        assertThat(client.fetchVectors(VERSION, List.of("doc1#1"), null)
                        .getVectors()
                        .get("doc1#1")
                        .getMetadata())
                .isEqualTo(Map.of("title", "One"));

        ListResponse first = client.listVectors(VERSION, "doc1#", 1L, null, null);
        assertThat(first.getVectors()).singleElement().hasFieldOrPropertyWithValue("id", "doc1#1");
        ListResponse second =
                client.listVectors(VERSION, "doc1#", 1L, first.getPagination().getNext(), null);
        assertThat(second.getVectors()).singleElement().hasFieldOrPropertyWithValue("id", "doc1#2");
        assertThat(second.getPagination()).isNull();

        client.deleteVectors(VERSION, new DeleteRequest().ids(List.of("doc1#1", "nobody")));
        assertThat(stats(client).getTotalVectorCount()).isEqualTo(2);
        client.deleteVectors(VERSION, new DeleteRequest().deleteAll(true));
        assertThat(stats(client).getTotalVectorCount()).isZero();
    }

    @Test
    void tellsFullnessAndRefusesWhatIsTooMuch() throws Exception {
        try (LocalPinecone pods =
                LocalPinecone.index("docs").dimension(3).apiKey("k").capacity(4).start()) {
            VectorOperationsApi toPods = client("k", pods);
            toPods.upsertVectors(
                    VERSION, new UpsertRequest().vectors(List.of(vector("x", 1, 0, 0), vector("y", 0, 1, 0))));
            assertThat(stats(toPods).getIndexFullness()).isEqualTo(0.5f);

            assertRefused(
                    () -> toPods.upsertVectors(
                            VERSION,
                            new UpsertRequest()
                                    .vectors(
                                            List.of(vector("a", 1, 0, 0), vector("b", 1, 0, 0), vector("c", 1, 0, 0)))),
                    403,
                    "{\"code\":7,\"message\":\"Index is full, cannot accept data.\",\"details\":[]}");
            assertThat(stats(toPods).getTotalVectorCount()).isEqualTo(2);
        }
    }

    @Test
    void refusesAWrongDimensionAndStoresNothingOfTheRequest() throws Exception {
        String fault = "{\"code\":3,\"message\":\"Vector dimension 2 does not match the dimension of the index 3\","
                + "\"details\":[]}";
        assertRefused(() -> upsert("", vector("x", 1, 0, 0), vector("y", 1, 0)), 400, fault);
        assertRefused(
                () -> client.queryVectors(VERSION, new QueryRequest().topK(1L).vector(List.of(1f, 2f))), 400, fault);
        assertThat(stats(client).getTotalVectorCount()).isZero();
    }

    @Test
    void refusesAWrongKeyAndNoKeyWithoutRepeatingIt() {
        assertRefused(() -> stats(client("wrong")), 401, "Invalid API Key");
        assertRefused(() -> stats(client("")), 401, "Invalid API Key");
    }

    @Test
    void meetsScriptedFaultsInTurn() throws Exception {
        pinecone.faults().next(1, Fault.status(429).header("Retry-After", "7"));

        assertThatThrownBy(() -> stats(client)).isInstanceOfSatisfying(ApiException.class, fault -> {
            assertThat(fault.getCode()).isEqualTo(429);
            assertThat(fault.getResponseHeaders()).containsEntry("Retry-After", List.of("7"));
            assertThat(fault.getResponseBody())
                    .isEqualTo("{\"code\":8,\"message\":\"scripted fault: status 429\",\"details\":[]}");
        });
        assertThat(stats(client).getTotalVectorCount()).isZero();
        assertThat(pinecone.requests().answered(429)).isEqualTo(1);
        assertThat(pinecone.requests().to("/describe_index_stats")).isEqualTo(2);
    }

    /** The client's own Index speaks gRPC alone. It is told so, rather than that something internal failed. */
    @Test
    void tellsTheGrpcClientThatItIsWrongHere() {
        PineconeConfig config = new PineconeConfig("k");
        config.setHost(pinecone.endpoint().toString());
        config.setTLSEnabled(false);
        try (PineconeConnection connection = new PineconeConnection(config)) {
            Index index = new Index(config, connection, "docs");
            assertThatThrownBy(index::describeIndexStats)
                    .isInstanceOfSatisfying(StatusRuntimeException.class, fault -> {
                        assertThat(fault.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
                        assertThat(fault.getStatus().getDescription())
                                .isEqualTo("this stand-in of pinecone speaks REST, not gRPC:"
                                        + " use the client's REST interface");
                    });
        }
    }

    private VectorOperationsApi client(String key) {
        return client(key, pinecone);
    }

    private static VectorOperationsApi client(String key, LocalPinecone pinecone) {
        ApiClient http = new ApiClient().setBasePath(pinecone.endpoint().toString());
        http.setApiKey(key);
        http.setReadTimeout((int) Duration.ofSeconds(10).toMillis());
        return new VectorOperationsApi(http);
    }

    private void upsert(String namespace, Vector... vectors) throws ApiException {
        assertThat(client.upsertVectors(
                                VERSION,
                                new UpsertRequest().namespace(namespace).vectors(List.of(vectors)))
                        .getUpsertedCount())
                .isEqualTo(vectors.length);
    }

    private static IndexDescription stats(VectorOperationsApi client) throws ApiException {
        return client.describeIndexStats(VERSION, new DescribeIndexStatsRequest());
    }

    private static Vector vector(String id, float... values) {
        Vector vector = new Vector().id(id);
        for (float value : values) {
            vector.addValuesItem(value);
        }
        return vector;
    }

    private static void assertRefused(ThrowingCallable call, int status, String body) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, fault -> {
            assertThat(fault.getCode()).isEqualTo(status);
            assertThat(fault.getResponseBody()).isEqualTo(body);
        });
    }
}
