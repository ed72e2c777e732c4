package dev.eloquent.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of AWS's guide, of older agents, and of none. */
final class AgentAnswerTest {
    private static final String DENIED =
            "{\"requestID\":\"1\",\"error\":{\"Arn\":\"arn\",\"Code\":\"AccessDeniedException\","
                    + "\"Message\":\"no\"}}";

    @Test
    void aProtectionIsWhatWasAskedFor() {
        assertThat(read(
                        200,
                        "{\"protection\":{\"ExpirationDate\":\"2022-10-06T02:29:16Z\",\"ProtectionEnabled\":true,"
                                + "\"TaskArn\":\"arn\"}}"))
                .isEqualTo(new Outcome.Done());
        assertThat(AgentAnswer.read(
                        200,
                        "{\"protection\":{\"ExpirationDate\":null,\"ProtectionEnabled\":false,\"TaskArn\":\"arn\"}}"
                                .getBytes(StandardCharsets.UTF_8),
                        false))
                .isEqualTo(new Outcome.Done());
    }

    /** Those of 2023 had a status of their own for a failure. */
    @ParameterizedTest
    @ValueSource(ints = {200, 409})
    void aFailureHasAReason(int status) {
        assertThat(read(status, "{\"failure\":{\"Arn\":\"arn\",\"Detail\":\"d\",\"Reason\":\"MISSING\"}}"))
                .isEqualTo(new Outcome.Refused("MISSING", "ECS answered MISSING (d)"));
    }

    @Test
    void anErrorOfTheServerLeavesItOpenWhetherTheWorkWasDone() {
        assertThat(read(400, DENIED)).isInstanceOf(Outcome.Refused.class);
        assertThat(read(500, DENIED)).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void whatIsLoggedIsOneLineAndNotALongOne() {
        assertThat(read(400, "{\"error\":{\"Code\":\"X\",\"Message\":\"a\\r\\nb\\u001b" + "c".repeat(1000) + "\"}}"))
                .isEqualTo(new Outcome.Refused("X", "ECS answered X (a b " + "c".repeat(296) + "...)"));
    }

    @Test
    void fieldsThatAreNotKnownArePassedOver() {
        assertThat(read(
                        200,
                        "{\"a\":[{\"b\":1}],\"protection\":{\"c\":{\"d\":[]},\"ProtectionEnabled\":true},\"e\":null}"))
                .isEqualTo(new Outcome.Done());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|without protection, failure or error",
                "{\"protection\":7}|without protection, failure or error",
                "{\"error\":{}}|without protection, failure or error",
                "{\"protection\":{\"ProtectionEnabled\":\"yes\"}}|without protection, failure or error",
                "[]|with what is not its JSON",
                "{\"protection\":{|with what is not its JSON",
                "{}{}|with what is not its JSON"
            })
    void whatIsNoAnswerIsNone(String body, String what) {
        assertThat(read(200, body)).isEqualTo(new Outcome.Unknown("bad answer", "the ECS agent answered 200 " + what));
    }

    @Test
    void aSuccessHasTheStatusOfOne() {
        assertThat(read(500, "{\"protection\":{\"ProtectionEnabled\":true}}")).isInstanceOf(Outcome.Unknown.class);
    }

    private static Outcome read(int status, String body) {
        return AgentAnswer.read(status, body.getBytes(StandardCharsets.UTF_8), true);
    }
}
