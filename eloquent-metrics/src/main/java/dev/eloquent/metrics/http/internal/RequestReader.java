package dev.eloquent.metrics.http.internal;

import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/** How a server's requests are read, its headers by {@link #get}. One serves all: it keeps nothing. */
public interface RequestReader<R> extends TextMapGetter<R> {
    /** As it was sent. */
    String method(R request);

    /** As it was sent, without the query; empty if there is none. */
    String path(R request);

    /** {@code http} or {@code https}, of the connection. */
    String scheme(R request);

    /** Such as {@code HTTP/1.1}. */
    String protocol(R request);

    /** The address at the other end of the connection; null if nobody can tell. */
    @Nullable
    String peer(R request);

    /** The port at the other end. */
    int peerPort(R request);
}
