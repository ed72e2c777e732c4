package dev.eloquent.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * The metadata endpoint of an ECS task, version 4. By {@code HttpURLConnection}, which needs no threads of its own for a
 * small answer now and then, and without a proxy: it has a link-local address. The JSON is read by what the AWS SDK reads
 * its own with. Blocks; for one thread.
 */
final class MetadataEndpoint {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final URI base;

    MetadataEndpoint(URI base) {
        this.base = base;
    }

    /**
     * What it answers.
     *
     * @param path such as {@code /task}
     */
    JsonNode get(String path) throws IOException {
        URI address = URI.create(base.toString().replaceAll("/+$", "") + path);
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setInstanceFollowRedirects(false);
        try {
            int status = connection.getResponseCode();
            if (status != 200) {
                throw new IOException("it answered " + status);
            }
            try (InputStream in = connection.getInputStream()) {
                byte[] body = in.readNBytes(MOST_BYTES);
                return JsonNode.parser().parse(body);
            }
        } catch (RuntimeException notJson) {
            throw new IOException("it answered with what is not JSON", notJson);
        } finally {
            connection.disconnect();
        }
    }
}
