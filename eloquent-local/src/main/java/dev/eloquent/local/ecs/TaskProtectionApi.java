package dev.eloquent.local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.Service;
import dev.eloquent.local.server.ServiceFault;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /task-protection/v1/state} of one task, as AWS documents it and as the source of the agent has it: names of
 * fields in any case, unknown ones refused, failures with status 200.
 */
final class TaskProtectionApi implements Service {
    static final String PATH = "/task-protection/v1/state";

    private static final int MAX_BODY = 64 * 1024;
    private static final int MOST_MINUTES = 2_880;
    private static final int DEFAULT_MINUTES = 120;
    private static final String ENABLED = "ProtectionEnabled";
    private static final String MINUTES = "ExpiresInMinutes";
    private static final String GET = "ecs:GetTaskProtection";
    private static final String UPDATE = "ecs:UpdateTaskProtection";

    private final String root;
    private final String arn;
    private final ProtectionState state;

    TaskProtectionApi(String root, String arn, ProtectionState state) {
        this.root = root;
        this.arn = arn;
        this.state = state;
    }

    @Override
    public String name() {
        return "ecs";
    }

    @Override
    public int maxBody() {
        return MAX_BODY;
    }

    @Override
    public Answer answer(Request request) {
        if (!request.path().equals(root + PATH)) {
            throw new ServiceFault(404, "Failed to find a task for the request");
        }
        return switch (request.method()) {
            case "GET" -> refused(GET, false).orElseGet(this::protection);
            case "PUT" -> update(request);
            default -> throw new ServiceFault(405, "this stand-in serves GET and PUT of " + PATH);
        };
    }

    private Answer update(Request request) {
        JsonNode enabled = Json.object().nullNode();
        JsonNode minutes = enabled;
        for (Map.Entry<String, JsonNode> field : body(request).properties()) {
            if (field.getKey().equalsIgnoreCase(ENABLED)) {
                enabled = field.getValue();
            } else if (field.getKey().equalsIgnoreCase(MINUTES)) {
                minutes = field.getValue();
            } else {
                throw undecoded();
            }
        }
        if ((!enabled.isNull() && !enabled.isBoolean()) || (!minutes.isNull() && !minutes.isIntegralNumber())) {
            throw undecoded();
        }
        if (enabled.isNull()) {
            throw new ServiceFault(400, "Invalid request: does not contain 'ProtectionEnabled' field");
        }
        boolean protect = enabled.booleanValue();
        Optional<Answer> refused = refused(UPDATE, protect);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (protect) {
            state.protect(Duration.ofMinutes(minutes.isNull() ? DEFAULT_MINUTES : checked(minutes)));
        } else {
            state.release();
        }
        return protection();
    }

    private static ObjectNode body(Request request) {
        try {
            return Json.object(request.body());
        } catch (ServiceFault notAnObject) {
            throw undecoded();
        }
    }

    private static ServiceFault undecoded() {
        return new ServiceFault(400, "UpdateTaskProtection: failed to decode request");
    }

    private static int checked(JsonNode minutes) {
        if (!minutes.canConvertToInt() || minutes.intValue() < 1 || minutes.intValue() > MOST_MINUTES) {
            throw new ServiceFault(
                    400, "expiresInMinutes must be from 1 to " + MOST_MINUTES + ", was " + minutes.asText());
        }
        return minutes.intValue();
    }

    private Answer protection() {
        Optional<Instant> expiration = state.expiration();
        ObjectNode json = Json.object();
        json.putObject("protection")
                .put("ExpirationDate", expiration.map(Instant::toString).orElse(null))
                .put(ENABLED, expiration.isPresent())
                .put("TaskArn", arn);
        return Answer.json(200, json);
    }

    /** @param protects a blocked deployment refuses nothing else */
    private Optional<Answer> refused(String action, boolean protects) {
        Optional<Refusal> refusal = state.refusal().filter(why -> protects || !why.equals(Refusal.DEPLOYMENT_BLOCKED));
        return refusal.map(why -> switch (why) {
            case ACCESS_DENIED ->
                error(
                        400,
                        "AccessDeniedException",
                        "User: arn:aws:sts::111122223333:assumed-role/local/local is not authorized to perform: "
                                + action
                                + " on resource: " + arn + " because no identity-based policy allows the " + action
                                + " action");
            case NO_TASK_ROLE ->
                error(403, "AccessDeniedException", "Invalid Request: no task IAM role credentials available for task");
            case THROTTLED -> error(400, "ThrottlingException", "Rate exceeded");
            case ECS_UNREACHABLE -> error(504, "RequestCanceled", "Timed out calling ECS Task Protection API");
            case DEPLOYMENT_BLOCKED, TASK_NOT_VALID -> failure(why.name());
        });
    }

    private Answer failure(String reason) {
        ObjectNode json = Json.object();
        json.putObject("failure").put("Arn", arn).putNull("Detail").put("Reason", reason);
        return Answer.json(200, json);
    }

    @Override
    public Answer error(int status, String message) {
        return error(status, code(status), message);
    }

    private Answer error(int status, String code, String message) {
        ObjectNode json = Json.object();
        json.putObject("error").put("Arn", arn).put("Code", code).put("Message", message);
        return Answer.json(status, json);
    }

    private static String code(int status) {
        return switch (status) {
            case 403 -> "AccessDeniedException";
            case 404 -> "ResourceNotFoundException";
            case 429 -> "ThrottlingException";
            case 504 -> "RequestCanceled";
            default -> status < 500 ? "InvalidParameterException" : "ServerException";
        };
    }
}
