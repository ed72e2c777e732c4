package dev.eloquent.local.secretsmanager;

import dev.eloquent.local.LocalService;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Calls that the SDK would not send, signed by the look of it; an answer is its status, a space and its body. */
public record SignedCalls(LocalService secretsManager) {
    /** To this one. */
    public static SignedCalls to(LocalService secretsManager) {
        return new SignedCalls(secretsManager);
    }

    /** Any operation, any body. */
    public String call(String operation, String body) throws IOException, InterruptedException {
        String date = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(secretsManager.endpoint())
                                .header("Content-Type", "application/x-amz-json-1.1")
                                .header("X-Amz-Target", "secretsmanager." + operation)
                                .header("X-Amz-Date", date)
                                .header(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=local/" + date.substring(0, 8)
                                                + "/eu-central-1/secretsmanager/aws4_request,"
                                                + " SignedHeaders=host;x-amz-date, Signature=0")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
