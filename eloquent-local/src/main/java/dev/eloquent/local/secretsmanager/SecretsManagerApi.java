package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.aws.RequestSignature;
import dev.eloquent.local.aws.SignatureFault;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.HttpDate;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.Service;
import dev.eloquent.local.server.ServiceFault;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/** The protocol of Secrets Manager, JSON 1.1 of AWS: one path, the operation in a header, errors with a type. */
final class SecretsManagerApi implements Service {
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    private static final String TARGET = "secretsmanager.";

    /** Each byte of a secret may be six characters of JSON. */
    private static final int MAX_BODY = 1024 * 1024;

    private final SecretStore store;
    private final Map<String, Function<Arguments, ObjectNode>> operations;

    SecretsManagerApi(SecretStore store, Permissions permissions, Random random) {
        this.store = store;
        SecretReads reads = new SecretReads(store, permissions, random);
        SecretWrites writes = new SecretWrites(store, permissions);
        SecretChanges changes = new SecretChanges(store);
        this.operations = Map.ofEntries(
                Map.entry("GetSecretValue", reads::getSecretValue),
                Map.entry("BatchGetSecretValue", reads::batchGetSecretValue),
                Map.entry("DescribeSecret", reads::describeSecret),
                Map.entry("ListSecretVersionIds", reads::listSecretVersionIds),
                Map.entry("ListSecrets", reads::listSecrets),
                Map.entry("CreateSecret", writes::createSecret),
                Map.entry("PutSecretValue", writes::putSecretValue),
                Map.entry("UpdateSecret", writes::updateSecret),
                Map.entry("UpdateSecretVersionStage", changes::updateSecretVersionStage),
                Map.entry("RotateSecret", changes::rotateSecret),
                Map.entry("DeleteSecret", changes::deleteSecret),
                Map.entry("RestoreSecret", changes::restoreSecret));
    }

    @Override
    public String name() {
        return "secretsmanager";
    }

    @Override
    public int maxBody() {
        return MAX_BODY;
    }

    /** {@code /GetSecretValue}: every request goes to the same path, and scripts and tests are about operations. */
    @Override
    public String subject(Request request) {
        return operation(request).map(name -> "/" + name).orElse(request.path());
    }

    /** Those of the counts by {@link #subject} that are of operations, by their names. */
    Map<String, Long> operations(Map<String, Long> totals) {
        Map<String, Long> found = new TreeMap<>();
        totals.forEach((path, count) -> {
            if (operations.containsKey(path.substring(1))) {
                found.put(path.substring(1), count);
            }
        });
        return found;
    }

    private Optional<String> operation(Request request) {
        return request.header("x-amz-target")
                .filter(target -> request.path().equals("/") && request.method().equals("POST"))
                .filter(target -> target.startsWith(TARGET))
                .map(target -> target.substring(TARGET.length()))
                .filter(operations::containsKey);
    }

    @Override
    public Answer answer(Request request) {
        try {
            String name = operation(request)
                    .filter(any -> request.header("content-type")
                            .filter(type -> type.startsWith(CONTENT_TYPE))
                            .isPresent())
                    .orElseThrow(() -> WireError.of("UnknownOperationException", unknown()));
            RequestSignature.checkDate(request, store.now());
            return answer(200, work(name, body(request)));
        } catch (SignatureFault fault) {
            return error(400, fault.type(), fault.message());
        } catch (WireError error) {
            return error(400, error.type(), error.message());
        }
    }

    private ObjectNode work(String operation, Arguments arguments) {
        Function<Arguments, ObjectNode> work = Objects.requireNonNull(operations.get(operation));
        synchronized (store) {
            return work.apply(arguments);
        }
    }

    private static Arguments body(Request request) {
        try {
            return new Arguments(Json.object(request.body()));
        } catch (ServiceFault notAnObject) {
            throw WireError.unreadable(notAnObject.message());
        }
    }

    private String unknown() {
        return "this stand-in serves POST of / with Content-Type: " + CONTENT_TYPE + " and X-Amz-Target: " + TARGET
                + "Operation, one of " + String.join(", ", new TreeSet<>(operations.keySet()));
    }

    @Override
    public Answer error(int status, String message) {
        return error(status, type(status), message);
    }

    private Answer error(int status, String type, String message) {
        return answer(status, Json.object().put("__type", type).put("Message", message));
    }

    /** What a status says by itself; throttling, too, is 400 at AWS and needs its type in the body. */
    private static String type(int status) {
        return switch (status) {
            case 403 -> "AccessDeniedException";
            case 404 -> "ResourceNotFoundException";
            case 429 -> "ThrottlingException";
            case 503 -> "ServiceUnavailable";
            default -> status < 500 ? "InvalidRequestException" : "InternalServiceError";
        };
    }

    /** With the date by which the SDK mends its own clock. */
    private Answer answer(int status, ObjectNode json) {
        return Answer.json(status, json)
                .with("Content-Type", CONTENT_TYPE)
                .with("x-amzn-RequestId", UUID.randomUUID().toString())
                .with("Date", HttpDate.of(store.now()));
    }
}
