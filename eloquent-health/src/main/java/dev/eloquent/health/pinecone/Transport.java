package dev.eloquent.health.pinecone;

import dev.eloquent.health.internal.Deadline;
import dev.eloquent.health.internal.HttpAnswer;
import dev.eloquent.health.internal.HttpCaller;
import dev.eloquent.health.internal.NetworkFault;
import java.net.http.HttpRequest;

/** The way to Pinecone. */
@FunctionalInterface
interface Transport {
    HttpAnswer send(HttpRequest.Builder request, Deadline deadline) throws NetworkFault, InterruptedException;

    /** Whether the next request may go over a connection that has broken since the last one. */
    default boolean mayHoldConnection() {
        return false;
    }

    static Transport over(HttpCaller caller) {
        return new Transport() {
            @Override
            public HttpAnswer send(HttpRequest.Builder request, Deadline deadline)
                    throws NetworkFault, InterruptedException {
                return caller.send(request, IndexAnswer.MAX_BODY, deadline);
            }

            @Override
            public boolean mayHoldConnection() {
                return caller.mayHoldConnection();
            }
        };
    }
}
