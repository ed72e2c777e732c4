package dev.eloquent.local.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.Service;
import dev.eloquent.local.server.ServiceFault;
import java.util.Set;

/** The page itself and the JSON it asks for, to whoever is on this machine. */
final class PageApi implements Service {
    private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Answer document;
    private final MetricViews metrics;
    private final TraceViews traces;

    PageApi(Answer document, MetricViews metrics, TraceViews traces) {
        this.document = document;
        this.metrics = metrics;
        this.traces = traces;
    }

    @Override
    public String name() {
        return "telemetry-page";
    }

    @Override
    public int maxBody() {
        return 0;
    }

    @Override
    public Answer answer(Request request) {
        checkHost(request);
        Answer answer = switch (request.path()) {
            case "/" -> safe(document);
            case "/data/metrics" -> json(metrics.list());
            case "/data/metric" -> json(metrics.chart(MetricQuery.of(request)));
            case "/data/traces" -> json(traces.list());
            case "/data/trace" -> json(traces.waterfall(request.parameter("id").orElse("")));
            default -> throw new ServiceFault(404, "there is nothing here: the page is at /");
        };
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return error(405, "the page is only read: GET or HEAD").with("Allow", "GET, HEAD");
        }
        return answer;
    }

    /** A site whose name leads here (DNS rebinding) has its own name in Host. Any port: it may have been forwarded. */
    private static void checkHost(Request request) {
        String host = request.header("host").orElse("").replaceFirst(":\\d+$", "");
        if (!HOSTS.contains(host)) {
            throw new ServiceFault(
                    403, "the page is for this machine: open it as http://127.0.0.1 or http://localhost");
        }
    }

    private static Answer json(ObjectNode body) {
        return safe(Answer.json(200, body));
    }

    @Override
    public Answer error(int status, String message) {
        return safe(Answer.json(status, Json.object().put("error", message)));
    }

    /** What came from outside is never kept, guessed at or lent to another site. */
    private static Answer safe(Answer answer) {
        return answer.with("Cache-Control", "no-store")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cross-Origin-Resource-Policy", "same-origin")
                .with("Referrer-Policy", "no-referrer");
    }
}
