package dev.eloquent.local.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.Fault;
import dev.eloquent.local.HttpCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The endpoint as AWS's guide and the agent's source have it. */
final class LocalEcsAgentTest {
    private static final String ARN = "arn:aws:ecs:us-east-1:111122223333:task/local/import";
    private static final String RELEASED =
            "200 {\"protection\":{\"ExpirationDate\":null,\"ProtectionEnabled\":false,\"TaskArn\":\"" + ARN + "\"}}";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T12:00:00.5Z"));
    private final LocalEcsAgent agent =
            LocalEcsAgent.task("import").clock(now::get).start();
    private final HttpCalls calls = new HttpCalls(agent.endpoint(), "Accept", "application/json");

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void hasTheFormOfEcssOwnAddress() {
        assertThat(agent.endpoint().toString()).matches("http://127\\.0\\.0\\.1:\\d+/api/import");
        assertThat(agent.name()).isEqualTo("ecs");
    }

    @Test
    void protectsUntilItExpires() throws Exception {
        assertThat(get()).isEqualTo(RELEASED);
        assertThat(put("{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":60}"))
                .isEqualTo(isProtected("2026-11-26T13:00:00Z"));
        assertThat(agent.protectedUntil()).contains(Instant.parse("2026-11-26T13:00:00Z"));

        pass(Duration.ofMinutes(59));
        assertThat(get()).isEqualTo(isProtected("2026-11-26T13:00:00Z"));
        pass(Duration.ofMinutes(1));
        assertThat(get()).isEqualTo(RELEASED);
        assertThat(agent.protectedUntil()).isEmpty();
    }

    @Test
    void protectsForTwoHoursUnlessToldOtherwise() throws Exception {
        assertThat(put("{\"ProtectionEnabled\":true}")).isEqualTo(isProtected("2026-11-26T14:00:00Z"));
    }

    @Test
    void beginsAnewWithEachRequestAndEndsWhenReleased() throws Exception {
        put("{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":2880}");
        assertThat(put("{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":1}"))
                .isEqualTo(isProtected("2026-11-26T12:01:00Z"));
        assertThat(put("{\"ProtectionEnabled\":false}")).isEqualTo(RELEASED);
    }

    /** The agent is written in Go, whose decoder does not mind the case of a name. */
    @Test
    void takesNamesInAnyCase() throws Exception {
        assertThat(put("{\"protectionEnabled\":true,\"expiresInMinutes\":1}"))
                .isEqualTo(isProtected("2026-11-26T12:01:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|UpdateTaskProtection: failed to decode request",
                "[]|UpdateTaskProtection: failed to decode request",
                "{\"ProtectionEnabled\":\"true\"}|UpdateTaskProtection: failed to decode request",
                "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":1.5}|UpdateTaskProtection: failed to decode request",
                "{\"ProtectionEnabled\":true,\"Minutes\":1}|UpdateTaskProtection: failed to decode request",
                "{}|Invalid request: does not contain 'ProtectionEnabled' field",
                "{\"ExpiresInMinutes\":1}|Invalid request: does not contain 'ProtectionEnabled' field",
                "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":0}|expiresInMinutes must be from 1 to 2880, was 0",
                "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":2881}"
                        + "|expiresInMinutes must be from 1 to 2880, was 2881",
                "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":4294967297}"
                        + "|expiresInMinutes must be from 1 to 2880, was 4294967297"
            })
    void refusesWrongBodies(String body, String message) throws Exception {
        assertThat(put(body)).isEqualTo(error(400, "InvalidParameterException", message));
        assertThat(get()).isEqualTo(RELEASED);
    }

    @Test
    void servesNothingElse() throws Exception {
        assertThat(calls.get("/api/other/task-protection/v1/state"))
                .isEqualTo(error(404, "ResourceNotFoundException", "Failed to find a task for the request"));
        assertThat(calls.post("/api/import/task-protection/v1/state", "{}"))
                .isEqualTo(error(
                        405,
                        "InvalidParameterException",
                        "this stand-in serves GET and PUT of /task-protection/v1/state"));
    }

    @Test
    void refusesAsEcsDoes() throws Exception {
        agent.refuse(Refusal.ACCESS_DENIED);
        assertThat(protect()).isEqualTo(error(400, "AccessDeniedException", denied("ecs:UpdateTaskProtection")));
        assertThat(get()).isEqualTo(error(400, "AccessDeniedException", denied("ecs:GetTaskProtection")));

        agent.refuse(Refusal.NO_TASK_ROLE);
        assertThat(protect())
                .isEqualTo(error(
                        403,
                        "AccessDeniedException",
                        "Invalid Request: no task IAM role credentials available for task"));

        agent.refuse(Refusal.THROTTLED);
        assertThat(protect()).isEqualTo(error(400, "ThrottlingException", "Rate exceeded"));

        agent.refuse(Refusal.ECS_UNREACHABLE);
        assertThat(protect()).isEqualTo(error(504, "RequestCanceled", "Timed out calling ECS Task Protection API"));

        agent.refuse(Refusal.TASK_NOT_VALID);
        assertThat(protect()).isEqualTo(failure("TASK_NOT_VALID"));
        assertThat(get()).isEqualTo(failure("TASK_NOT_VALID"));
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void doesNotChangeWhatItRefusesToChange(Refusal refusal) throws Exception {
        protect();
        agent.refuse(refusal);
        put("{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":60}");
        assertThat(agent.protectedUntil()).contains(Instant.parse("2026-11-26T12:01:00Z"));

        agent.allow();
        put("{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":60}");
        assertThat(agent.protectedUntil()).contains(Instant.parse("2026-11-26T13:00:00Z"));
    }

    @Test
    void aBlockedDeploymentRefusesMoreProtectionAndNotLess() throws Exception {
        protect();
        agent.refuse(Refusal.DEPLOYMENT_BLOCKED);
        assertThat(protect()).isEqualTo(failure("DEPLOYMENT_BLOCKED"));
        assertThat(get()).isEqualTo(isProtected("2026-11-26T12:01:00Z"));
        assertThat(put("{\"ProtectionEnabled\":false}")).isEqualTo(RELEASED);
    }

    @Test
    void hasTheFaultsAndTheHistoryOfAllStandIns() throws Exception {
        agent.faults().next(1, Fault.status(500));
        assertThat(protect()).isEqualTo(error(500, "ServerException", "scripted fault: status 500"));
        assertThat(protect()).isEqualTo(isProtected("2026-11-26T12:01:00Z"));
        assertThat(agent.requests().to("/api/import/task-protection/v1/state")).isEqualTo(2);
    }

    @Test
    void mayRefuseFromTheStart() throws Exception {
        try (LocalEcsAgent refusing =
                LocalEcsAgent.task("x").refuses(Refusal.THROTTLED).start()) {
            assertThat(new HttpCalls(refusing.endpoint(), "Accept", "*/*").get("/api/x/task-protection/v1/state"))
                    .startsWith("400 ")
                    .contains("ThrottlingException");
        }
    }

    @Test
    void namesEverythingThatIsOutOfRange() {
        assertThatThrownBy(() -> LocalEcsAgent.task("a/b").start(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ecs not started: the id of the task must be 1 to 64 letters, digits and hyphens, was"
                        + " \"a/b\"; port must be from 0 to 65535, was 70000");
    }

    private String get() throws Exception {
        return calls.get("/api/import/task-protection/v1/state");
    }

    private String put(String body) throws Exception {
        return calls.send("PUT", "/api/import/task-protection/v1/state", body.getBytes(StandardCharsets.UTF_8));
    }

    private String protect() throws Exception {
        return put("{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":1}");
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private static String isProtected(String until) {
        return "200 {\"protection\":{\"ExpirationDate\":\"" + until + "\",\"ProtectionEnabled\":true,\"TaskArn\":\""
                + ARN + "\"}}";
    }

    private static String failure(String reason) {
        return "200 {\"failure\":{\"Arn\":\"" + ARN + "\",\"Detail\":null,\"Reason\":\"" + reason + "\"}}";
    }

    private static String error(int status, String code, String message) {
        return status + " {\"error\":{\"Arn\":\"" + ARN + "\",\"Code\":\"" + code + "\",\"Message\":\"" + message
                + "\"}}";
    }

    private static String denied(String action) {
        return "User: arn:aws:sts::111122223333:assumed-role/local/local is not authorized to perform: " + action
                + " on resource: " + ARN + " because no identity-based policy allows the " + action + " action";
    }
}
