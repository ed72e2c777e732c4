package dev.eloquent.benchmarks.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.secrets.jdbc.DatabaseLogin;
import org.junit.jupiter.api.Test;

/** Each library reads the same; how fast is no concern of a test. */
final class SecretBenchmarksTest {
    private static final String TEXT = "sk-an-api-key-of-some-length";

    @Test
    void everybodyReadsTheSameSecret() throws Exception {
        CachedSecret question = new CachedSecret();
        try {
            question.fill();
            assertThat(question.eloquentText()).isEqualTo(TEXT);
            assertThat(question.cachingText()).isEqualTo(TEXT);
            assertThat(question.powertoolsText()).isEqualTo(TEXT);
            assertThat(question.jdkMap()).isEqualTo(TEXT);
            assertThat(question.jdkVolatile()).isEqualTo(TEXT);
            assertThat(question.eloquentJson())
                    .isInstanceOfSatisfying(
                            DatabaseLogin.class,
                            login -> assertThat(login.username()).isEqualTo("app"));
            assertThat(question.cachingJson().toString()).contains("\"username\":\"app\"");
        } finally {
            question.close();
        }
    }

    @Test
    void aColdStartIsThreeCallsOrManyMore() {
        ColdStart question = new ColdStart();
        try {
            question.eloquentText();
            assertThat(question.standIn.calls()).isEqualTo(3);
            question.powertoolsText();
            assertThat(question.standIn.calls()).isEqualTo(3 + StandIn.SECRETS);
            assertThat(question.cachingText()).isEqualTo("value-" + (StandIn.SECRETS - 1));
            assertThat(question.standIn.calls()).isEqualTo(3 + StandIn.SECRETS + 2 * StandIn.SECRETS);
        } finally {
            question.close();
        }
    }
}
