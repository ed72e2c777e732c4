package dev.eloquent.tracing.http;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.Set;

/** The names of OpenTelemetry's semantic conventions for HTTP that are stable. */
final class HttpKeys {
    static final AttributeKey<String> METHOD = stringKey("http.request.method");
    static final AttributeKey<String> METHOD_ORIGINAL = stringKey("http.request.method_original");
    static final AttributeKey<Long> STATUS = longKey("http.response.status_code");
    static final AttributeKey<String> ROUTE = stringKey("http.route");
    static final AttributeKey<String> PATH = stringKey("url.path");
    static final AttributeKey<String> SCHEME = stringKey("url.scheme");
    static final AttributeKey<String> URL = stringKey("url.full");
    static final AttributeKey<String> SERVER = stringKey("server.address");
    static final AttributeKey<Long> PORT = longKey("server.port");
    static final AttributeKey<String> PEER = stringKey("network.peer.address");
    static final AttributeKey<String> PROTOCOL_VERSION = stringKey("network.protocol.version");
    static final AttributeKey<String> USER_AGENT = stringKey("user_agent.original");
    static final AttributeKey<String> ERROR = stringKey("error.type");

    static final String SCOPE = "dev.eloquent.tracing.http";

    /** Any other is {@code _OTHER}: a client may send what it likes. */
    static final String OTHER = "_OTHER";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private HttpKeys() {}

    static String method(String method) {
        return METHODS.contains(method) ? method : OTHER;
    }

    /** The name of a span of this method. */
    static String name(String method) {
        return method.equals(OTHER) ? "HTTP" : method;
    }
}
