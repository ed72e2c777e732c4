package dev.eloquent.local.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.HttpCalls;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DescribeRateTest {
    /** Near the overflow, as the real one may be. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

    private final LocalPinecone pinecone =
            LocalPinecone.index("docs").apiKey("k").nanoTime(nanos::get).start();
    private final HttpCalls calls = new HttpCalls(pinecone.endpoint(), "Api-Key", "k");

    @AfterEach
    void close() {
        pinecone.close();
    }

    @Test
    void answersAHundredInAnySecondAndRefusesTheRest() throws Exception {
        assertThat(describe(50)).isEqualTo(50);
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(describe(60)).isEqualTo(50);

        nanos.addAndGet(Duration.ofMillis(500).toNanos() - 1);
        assertThat(describe(1)).isZero();
        nanos.addAndGet(1);
        assertThat(describe(60)).isEqualTo(50);
        assertThat(pinecone.requests().answered(429)).isEqualTo(10 + 1 + 10);
    }

    @Test
    void saysSoAsPineconeDoes() throws Exception {
        describe(100);
        assertThat(calls.get("/describe_index_stats"))
                .isEqualTo("429 {\"code\":8,\"message\":\"Request failed. You've reached the max describe index stats"
                        + " requests per second for this index\",\"details\":[]}");
    }

    @Test
    void doesNotLimitOtherRequests() throws Exception {
        describe(100);
        for (int i = 0; i < 101; i++) {
            assertThat(calls.get("/vectors/list")).startsWith("200 ");
        }
    }

    private int describe(int times) throws Exception {
        int answered = 0;
        for (int i = 0; i < times; i++) {
            answered += calls.get("/describe_index_stats").startsWith("200 ") ? 1 : 0;
        }
        return answered;
    }
}
