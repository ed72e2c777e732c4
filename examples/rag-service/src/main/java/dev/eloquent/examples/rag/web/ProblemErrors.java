package dev.eloquent.examples.rag.web;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What Jetty answers by itself, to requests that never reach a handler: a problem like any other, without a stack. */
final class ProblemErrors implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String phrase = HttpStatus.getMessage(status);
        String code = phrase.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]+", "-");
        Problem problem = Problem.of(status, code, "The server could not take the request: " + phrase);
        write(request, response, callback, problem);
        return true;
    }

    /** Does not wait for the client to read it. */
    static void write(Request request, Response response, Callback callback, Problem problem) {
        response.setStatus(problem.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        boolean bodyless = HttpStatus.hasNoBody(problem.status()) || "HEAD".equals(request.getMethod());
        response.write(true, bodyless ? null : ByteBuffer.wrap(problem.json()), callback);
    }
}
