package dev.eloquent.local.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.Fault;
import dev.eloquent.local.server.FaultScript.Rule;
import dev.eloquent.local.server.FaultScript.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A script of faults in JSON: {@code {"faults":[{"fault":"status","status":429,"next":3,"path":"/query"}]}}. All that is
 * wrong with one is told at once.
 */
final class FaultJson {
    private FaultJson() {}

    static List<Rule> read(ObjectNode json) {
        List<String> wrong = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        if (!json.path("faults").isArray() || json.size() != 1) {
            wrong.add("the body must be {\"faults\":[...]}");
        }
        int index = 0;
        for (JsonNode each : json.path("faults")) {
            FaultReader reader = new FaultReader(each);
            reader.read().ifPresent(rules::add);
            String place = "faults[" + index++ + "]: ";
            reader.wrong().forEach(what -> wrong.add(place + what));
        }
        if (!wrong.isEmpty()) {
            throw new ServiceFault(400, String.join("; ", wrong));
        }
        return rules;
    }

    static ObjectNode write(List<Rule> rules) {
        ObjectNode json = Json.object();
        ArrayNode faults = json.putArray("faults");
        for (Rule rule : rules) {
            ObjectNode each = faults.addObject();
            write(rule.fault(), each);
            if (rule.scope().equals(Scope.CONNECTIONS)) {
                each.put("connections", true);
            } else if (!rule.scope().equals(Scope.ANY_REQUEST)) {
                each.put("path", rule.scope().path());
            }
            if (rule.left() != FaultScript.LASTING) {
                each.put("next", rule.left());
            }
        }
        return json;
    }

    private static void write(Fault fault, ObjectNode json) {
        if (fault instanceof Fault.Delay delay) {
            Optional<Fault> then = delay.then();
            if (then.isPresent()) {
                write(then.get(), json);
            } else {
                json.put("fault", "delay");
            }
            json.put(
                    "delay_ms",
                    json.path("delay_ms").asLong() + delay.duration().toMillis());
            return;
        }
        String type = fault.getClass().getSimpleName();
        json.put("fault", Character.toLowerCase(type.charAt(0)) + type.substring(1));
        if (fault instanceof Fault.Trickle trickle) {
            json.put("pause_ms", trickle.pause().toMillis());
        } else if (fault instanceof Fault.Status status) {
            json.put("status", status.status());
            ObjectNode headers = json.putObject("headers");
            status.headers().forEach(headers::put);
            status.body().ifPresent(body -> json.put("body", body));
        }
    }
}
