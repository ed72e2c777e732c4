package dev.eloquent.health.pinecone;

import dev.eloquent.health.internal.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The host of an index as Pinecone gives it, with https unless it says otherwise. */
final class IndexHost {
    private static final String EXAMPLE = "such as docs-abc1234.svc.aped-4627-b74a.pinecone.io";

    private final Optional<URI> uri;
    private final List<String> faults;

    private IndexHost(Optional<URI> uri, List<String> faults) {
        this.uri = uri;
        this.faults = List.copyOf(faults);
    }

    static IndexHost of(String text) {
        if (text.isBlank()) {
            return new IndexHost(
                    Optional.empty(), List.of("the index host is blank: give it as Pinecone shows it, " + EXAMPLE));
        }
        try {
            URI uri = new URI(text.contains("://") ? text : "https://" + text);
            List<String> faults = Endpoint.faults("the index host", uri);
            return new IndexHost(Optional.of(uri), faults.isEmpty() ? ownFaults(uri) : faults);
        } catch (URISyntaxException e) {
            return new IndexHost(
                    Optional.empty(),
                    List.of("the index host must be a host, " + EXAMPLE + ", was not one at position " + e.getIndex()));
        }
    }

    private static List<String> ownFaults(URI uri) {
        @Nullable String path = uri.getRawPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        if (!bare || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return List.of("the index host must have no path and no query, was '" + Endpoint.display(uri)
                    + "': the check adds the path of describe_index_stats itself");
        }
        if ("http".equalsIgnoreCase(uri.getScheme()) && !Endpoint.isLoopback(uri)) {
            return List.of("the index host must be asked by https, or the API key would cross the network in the"
                    + " clear, was '" + Endpoint.display(uri) + "': plain http is for this machine's own addresses");
        }
        return List.of();
    }

    List<String> faults() {
        return faults;
    }

    /** @throws IllegalStateException if the host has faults: a key is sent nowhere else */
    URI describeIndexStats() {
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join("; ", faults));
        }
        return uri.orElseThrow().resolve("/describe_index_stats");
    }
}
