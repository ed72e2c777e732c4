package dev.eloquent.metrics.cloudwatch;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** Connections that another thread can end, and that know whether a request was begun at all. */
final class AbortableHttp implements SdkHttpClient {
    private final SdkHttpClient connections;
    private final Set<ExecutableHttpRequest> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean aborted;
    private volatile boolean begun;

    AbortableHttp(SdkHttpClient connections) {
        this.connections = connections;
    }

    /** Forgets what was before. */
    void reset() {
        begun = false;
    }

    /** Whether a request went out since {@link #reset}; without, such as for want of credentials, nothing is counted. */
    boolean begun() {
        return begun;
    }

    /** Ends what is under way, and what would begin. */
    void abortAll() {
        aborted = true;
        calls.forEach(ExecutableHttpRequest::abort);
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest call = connections.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                calls.add(call);
                try {
                    if (aborted) {
                        throw new IOException("the registry is closed");
                    }
                    begun = true;
                    return call.call();
                } finally {
                    calls.remove(call);
                }
            }

            @Override
            public void abort() {
                call.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return connections.clientName();
    }

    @Override
    public void close() {
        connections.close();
    }
}
