package dev.eloquent.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Requests as a client that knows no vendor sends them; an answer is its status, a space and its body. */
public final class HttpCalls {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;
    private final String header;
    private final String value;

    /** @param header sent with each, such as one with a key */
    public HttpCalls(URI endpoint, String header, String value) {
        this.endpoint = endpoint;
        this.header = header;
        this.value = value;
    }

    /** GET. */
    public String get(String path) throws IOException, InterruptedException {
        return send("GET", path, new byte[0]);
    }

    /** POST. */
    public String post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Any. */
    public String send(String method, String path, byte[] body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(endpoint.resolve(path))
                        .header(header, value)
                        .method(method, BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
