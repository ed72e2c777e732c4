package dev.eloquent.metrics.http.internal;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;

/** The names of OpenTelemetry's semantic conventions for HTTP that are stable. */
public final class HttpAttributes {
    public static final AttributeKey<String> METHOD = stringKey("http.request.method");
    public static final AttributeKey<String> METHOD_ORIGINAL = stringKey("http.request.method_original");
    public static final AttributeKey<Long> STATUS = longKey("http.response.status_code");
    public static final AttributeKey<String> ROUTE = stringKey("http.route");
    public static final AttributeKey<String> PATH = stringKey("url.path");
    public static final AttributeKey<String> SCHEME = stringKey("url.scheme");
    public static final AttributeKey<String> URL = stringKey("url.full");
    public static final AttributeKey<String> SERVER = stringKey("server.address");
    public static final AttributeKey<Long> PORT = longKey("server.port");
    public static final AttributeKey<String> PEER = stringKey("network.peer.address");
    public static final AttributeKey<Long> PEER_PORT = longKey("network.peer.port");
    public static final AttributeKey<String> PROTOCOL_VERSION = stringKey("network.protocol.version");
    public static final AttributeKey<String> USER_AGENT = stringKey("user_agent.original");
    public static final AttributeKey<String> ERROR = stringKey("error.type");

    /** The instrumentation's name. */
    public static final String SCOPE = "dev.eloquent.metrics.http";

    private HttpAttributes() {}
}
