package dev.eloquent.secrets;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** The two calls by which secrets are read, and what their answers and errors mean. */
final class SecretCalls {
    private final SecretsManagerClient client;
    private final Remedy remedy;

    SecretCalls(SecretsManagerClient client, String region) {
        this.client = client;
        this.remedy = new Remedy(region);
    }

    /**
     * What a batch has delivered; what it has not is to be asked for one by one.
     *
     * @param denied whether the call as a whole was
     */
    record Batch(Map<SecretRequest, SecretAnswer> answers, boolean denied) {}

    SecretAnswer one(SecretRequest request) {
        try {
            GetSecretValueResponse value = client.getSecretValue(call ->
                    call.secretId(request.name()).versionStage(request.stage().label()));
            return found(value.versionId(), value.secretString(), value.secretBinary());
        } catch (SdkException fault) {
            return refused(request, fault);
        }
    }

    Batch batch(List<SecretRequest> requests) {
        try {
            BatchGetSecretValueResponse values = client.batchGetSecretValue(call ->
                    call.secretIdList(requests.stream().map(SecretRequest::name).toList()));
            return new Batch(answers(requests, values), false);
        } catch (SdkException fault) {
            // Each of them is asked for by itself; that tells which it was, and whether it was only the batch.
            return new Batch(Map.of(), Errors.of(fault) == SecretProblem.DENIED);
        }
    }

    private Map<SecretRequest, SecretAnswer> answers(List<SecretRequest> requests, BatchGetSecretValueResponse values) {
        Map<String, SecretAnswer> byName = new HashMap<>();
        for (SecretValueEntry value : values.secretValues()) {
            SecretAnswer answer = found(value.versionId(), value.secretString(), value.secretBinary());
            byName.put(value.name(), answer);
            byName.put(value.arn(), answer);
        }
        Map<SecretRequest, SecretAnswer> answers = new HashMap<>();
        for (SecretRequest request : requests) {
            SecretAnswer answer = byName.get(request.name());
            if (answer != null) {
                answers.put(request, answer);
            }
        }
        return answers;
    }

    private static SecretAnswer found(String version, @Nullable String text, @Nullable SdkBytes bytes) {
        if (text != null) {
            return new SecretAnswer.Found(version, SecretPayload.of(text));
        }
        return new SecretAnswer.Found(version, SecretPayload.of(bytes == null ? new byte[0] : bytes.asByteArray()));
    }

    private SecretAnswer refused(SecretRequest request, SdkException fault) {
        SecretProblem problem = Errors.of(fault);
        return new SecretAnswer.Refused(problem, Errors.said(fault) + "; " + remedy.of(problem, request));
    }
}
