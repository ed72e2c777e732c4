package dev.eloquent.local.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.ReceivedRequest;
import dev.eloquent.local.Requests;
import java.util.List;

/** Below {@code /_local}: faults and requests over HTTP, for a stand-in in another process. Meets no faults itself. */
final class ControlPath {
    private static final String ROOT = "/_local";
    private static final String FAULTS = ROOT + "/faults";
    private static final String REQUESTS = ROOT + "/requests";

    private final FaultScript script;
    private final RequestHistory history;

    ControlPath(FaultScript script, RequestHistory history) {
        this.script = script;
        this.history = history;
    }

    static boolean isControl(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    Answer answer(Request request) {
        String asked = request.method() + " " + request.path();
        try {
            return switch (asked) {
                case "PUT " + FAULTS -> {
                    script.replace(FaultJson.read(Json.object(request.body())));
                    yield faults();
                }
                case "DELETE " + FAULTS -> {
                    script.replace(List.of());
                    yield faults();
                }
                case "GET " + FAULTS -> faults();
                case "GET " + REQUESTS -> requests();
                default ->
                    error(404, "the control path answers GET, PUT and DELETE " + FAULTS + " and GET " + REQUESTS);
            };
        } catch (ServiceFault fault) {
            return error(fault.status(), fault.message());
        }
    }

    private Answer faults() {
        return Answer.json(200, FaultJson.write(script.rules()));
    }

    private Answer requests() {
        Requests requests = history.requests();
        ObjectNode json = Json.object().put("total", requests.total());
        ObjectNode paths = json.putObject("paths");
        ObjectNode statuses = json.putObject("statuses");
        for (ReceivedRequest request : requests.latest()) {
            count(paths, request.path());
            count(statuses, String.valueOf(request.status()));
        }
        return Answer.json(200, json);
    }

    private static void count(ObjectNode counts, String key) {
        counts.put(key, counts.path(key).asLong() + 1);
    }

    private static Answer error(int status, String message) {
        return Answer.json(status, Json.object().put("error", message));
    }
}
