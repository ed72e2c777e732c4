package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.Claim;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyNamesTest {
    private static final Claim SMOOTH = claim("client|p", QuotaPolicy.smooth("p", 60, Duration.ofMinutes(1)));
    private static final Claim EXACT = claim("client|e", QuotaPolicy.exact("e", 60, Duration.ofMinutes(1)));
    private static final Claim ALL = claim("*|all", QuotaPolicy.smooth("all", 60, Duration.ofMinutes(1)));
    private static final Claim BARE = claim("bare", QuotaPolicy.smooth("b", 60, Duration.ofMinutes(1)));

    private final KeyNames server = new KeyNames("eloquent", false);
    private final KeyNames cluster = new KeyNames("eloquent", true);

    private static Claim claim(String id, QuotaPolicy policy) {
        return new Claim(id, policy);
    }

    @Test
    void theClientIsTheHashTag() {
        for (KeyNames names : List.of(server, cluster)) {
            assertThat(names.of(List.of(SMOOTH, EXACT)))
                    .containsExactly("eloquent:quota:v1:{client}|p", "eloquent:quota:v1:{client}|e 1000000");
            assertThat(names.of(List.of(ALL))).containsExactly("eloquent:quota:v1:{*}|all");
            assertThat(names.of(List.of(BARE))).containsExactly("eloquent:quota:v1:{bare}");
        }
        assertThat(server.tasks()).isEqualTo("eloquent:quota:v1:tasks");
    }

    @Test
    void inAServerNamesDoNotDependOnTheCompany() {
        assertThat(server.of(List.of(SMOOTH, ALL, BARE)))
                .containsExactly(
                        "eloquent:quota:v1:{client}|p", "eloquent:quota:v1:{*}|all", "eloquent:quota:v1:{bare}");
    }

    @Test
    void inAClusterDifferentTagsBecomeOne() {
        assertThat(cluster.of(List.of(SMOOTH, EXACT, ALL, BARE)))
                .containsExactly(
                        "eloquent:quota:v1:{*}client|p",
                        "eloquent:quota:v1:{*}client|e 1000000",
                        "eloquent:quota:v1:{*}|all",
                        "eloquent:quota:v1:{*}bare");
    }
}
