package dev.eloquent.servlet.telemetry;

import dev.eloquent.metrics.http.internal.RequestPath;
import dev.eloquent.metrics.http.internal.RequestReader;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** What a span says of a servlet's request. */
enum ServletRequestReader implements RequestReader<HttpServletRequest> {
    INSTANCE;

    @Override
    public String method(HttpServletRequest request) {
        return request.getMethod();
    }

    @Override
    public String path(HttpServletRequest request) {
        return RequestPath.of(request.getRequestURI());
    }

    @Override
    public String scheme(HttpServletRequest request) {
        return request.getScheme();
    }

    @Override
    public String protocol(HttpServletRequest request) {
        return request.getProtocol();
    }

    @Override
    public @Nullable String peer(HttpServletRequest request) {
        return request.getRemoteAddr();
    }

    @Override
    public int peerPort(HttpServletRequest request) {
        return request.getRemotePort();
    }

    @Override
    public @Nullable String get(@Nullable HttpServletRequest request, String name) {
        return request == null ? null : request.getHeader(name);
    }
}
