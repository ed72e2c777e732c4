package dev.eloquent.local.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.Fault;
import dev.eloquent.local.server.FaultScript.Rule;
import dev.eloquent.local.server.FaultScript.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A script of faults in JSON: {@code {"faults":[{"fault":"status","status":429,"next":3,"path":"/query"}]}}. All that is
 * wrong with one is told at once.
 */
final class FaultJson {
    private static final Set<String> FIELDS =
            Set.of("fault", "status", "headers", "body", "pause_ms", "delay_ms", "path", "next", "connections");

    private FaultJson() {}

    static List<Rule> read(ObjectNode json) {
        List<String> wrong = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        if (!json.path("faults").isArray() || json.size() != 1) {
            wrong.add("the body must be {\"faults\":[...]}");
        }
        int index = 0;
        for (JsonNode each : json.path("faults")) {
            try {
                rules.add(rule(each));
            } catch (IllegalArgumentException e) {
                wrong.add("faults[" + index + "]: " + e.getMessage());
            }
            index++;
        }
        if (!wrong.isEmpty()) {
            throw new ServiceFault(400, String.join("; ", wrong));
        }
        return rules;
    }

    private static Rule rule(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("must be an object");
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException("unknown field \"" + name + "\"");
            }
        });
        Scope scope = scope(json);
        Fault fault = fault(json);
        if (json.has("next")) {
            return Rule.counted(scope, fault, (int) number(json, "next"));
        }
        if (scope.equals(Scope.CONNECTIONS)) {
            throw new IllegalArgumentException(
                    "connections needs next: the request that would clear a lasting one could not come through");
        }
        return new Rule(scope, fault, FaultScript.LASTING);
    }

    private static Scope scope(JsonNode json) {
        if (json.path("connections").asBoolean()) {
            if (json.has("path")) {
                throw new IllegalArgumentException("path and connections exclude each other");
            }
            return Scope.CONNECTIONS;
        }
        return json.has("path") ? Scope.path(json.path("path").asText()) : Scope.ANY_REQUEST;
    }

    private static Fault fault(JsonNode json) {
        String name = json.path("fault").asText();
        Fault fault = switch (name) {
            case "delay" -> Fault.delay(millis(json, "delay_ms"));
            case "reset" -> Fault.reset();
            case "close" -> Fault.close();
            case "silence" -> Fault.silence();
            case "truncate" -> Fault.truncate();
            case "trickle" -> Fault.trickle(millis(json, "pause_ms"));
            case "status" -> status(json);
            case "garbage" -> Fault.garbage();
            case "notHttp" -> Fault.notHttp();
            default ->
                throw new IllegalArgumentException("fault must be delay, reset, close, silence,"
                        + " truncate, trickle, status, garbage or notHttp, was \"" + name + "\"");
        };
        return json.has("delay_ms") && !name.equals("delay") ? fault.after(millis(json, "delay_ms")) : fault;
    }

    private static Fault status(JsonNode json) {
        Fault.Status status = Fault.status((int) number(json, "status"));
        for (var header : json.path("headers").properties()) {
            status = status.header(header.getKey(), header.getValue().asText());
        }
        return json.has("body") ? status.body(json.path("body").asText()) : status;
    }

    private static Duration millis(JsonNode json, String field) {
        return Duration.ofMillis(number(json, field));
    }

    private static long number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException(field + " must be a whole number");
        }
        return value.asInt();
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
