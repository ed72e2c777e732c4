package dev.eloquent.local.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eloquent.local.Fault;
import dev.eloquent.local.server.FaultScript.Rule;
import dev.eloquent.local.server.FaultScript.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads one fault of a script and gathers all that is wrong with it. What does not fit is refused, never dropped. */
final class FaultReader {
    private static final Set<String> ANY = Set.of("fault", "delay_ms", "path", "next", "connections");
    /** The fields that belong to one fault alone. */
    private static final Map<String, String> OWNER =
            Map.of("status", "status", "headers", "status", "body", "status", "pause_ms", "trickle");

    private static final Set<String> NAMES =
            Set.of("delay", "reset", "close", "silence", "truncate", "trickle", "status", "garbage", "notHttp");

    private final JsonNode json;
    private final List<String> wrong = new ArrayList<>();

    FaultReader(JsonNode json) {
        this.json = json;
    }

    /** The rule, if nothing is {@link #wrong}. */
    Optional<Rule> read() {
        if (!json.isObject()) {
            wrong.add("must be an object");
            return Optional.empty();
        }
        String name = json.path("fault").asText();
        boolean known = NAMES.contains(name);
        json.fieldNames().forEachRemaining(field -> {
            if (!ANY.contains(field) && !OWNER.containsKey(field)) {
                wrong.add("unknown field \"" + field + "\"");
            } else if (known && !OWNER.getOrDefault(field, name).equals(name)) {
                wrong.add(field + " is for the fault " + OWNER.get(field) + " alone");
            }
        });
        Optional<Scope> scope = scope();
        Optional<Fault> fault = fault(name);
        Optional<Integer> next = next(scope);
        Optional<Rule> rule = scope.isPresent() && fault.isPresent()
                ? attempt(() -> new Rule(scope.get(), fault.get(), next.orElse(FaultScript.LASTING)))
                : Optional.empty();
        return wrong.isEmpty() ? rule : Optional.empty();
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    private Optional<Scope> scope() {
        boolean connections = json.path("connections").booleanValue();
        if (json.has("connections") && !json.path("connections").isBoolean()) {
            wrong.add("connections must be true or false");
        }
        if (connections && json.has("path")) {
            wrong.add("path and connections exclude each other");
        }
        Optional<Scope> path = json.has("path")
                ? text("path").flatMap(text -> attempt(() -> Scope.path(text)))
                : Optional.of(Scope.ANY_REQUEST);
        return connections ? Optional.of(Scope.CONNECTIONS) : path;
    }

    private Optional<Integer> next(Optional<Scope> scope) {
        if (json.has("next")) {
            return number("next").flatMap(next -> attempt(() -> Rule.count(next)));
        }
        if (scope.filter(Scope.CONNECTIONS::equals).isPresent()) {
            wrong.add("connections needs next: the request that would clear a lasting one could not come through");
        }
        return Optional.empty();
    }

    private Optional<Fault> fault(String name) {
        Optional<Fault> fault = switch (name) {
            case "delay" -> millis("delay_ms").flatMap(delay -> attempt(() -> Fault.delay(delay)));
            case "reset" -> Optional.of(Fault.reset());
            case "close" -> Optional.of(Fault.close());
            case "silence" -> Optional.of(Fault.silence());
            case "truncate" -> Optional.of(Fault.truncate());
            case "trickle" -> millis("pause_ms").flatMap(pause -> attempt(() -> Fault.trickle(pause)));
            case "status" -> status();
            case "garbage" -> Optional.of(Fault.garbage());
            case "notHttp" -> Optional.of(Fault.notHttp());
            default -> {
                wrong.add("fault must be delay, reset, close, silence,"
                        + " truncate, trickle, status, garbage or notHttp, was \"" + name + "\"");
                yield Optional.empty();
            }
        };
        if (!json.has("delay_ms") || name.equals("delay")) {
            return fault;
        }
        // Checked whatever became of the fault that it delays.
        return millis("delay_ms")
                .flatMap(delay -> attempt(() -> fault.orElseGet(Fault::close).after(delay)))
                .filter(delayed -> fault.isPresent());
    }

    private Optional<Fault> status() {
        Optional<Fault.Status> status = number("status").flatMap(code -> attempt(() -> Fault.status(code)));
        // What else is wrong is told even if the status is.
        Optional<Fault.Status> whole = Optional.of(status.orElseGet(() -> Fault.status(500)));
        JsonNode headers = json.path("headers");
        if (json.has("headers") && !headers.isObject()) {
            wrong.add("headers must be an object of strings");
        }
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            if (!header.getValue().isTextual()) {
                wrong.add("header " + header.getKey() + " must be a string");
                continue;
            }
            Fault.Status before = whole.orElseThrow();
            whole = attempt(() ->
                            before.header(header.getKey(), header.getValue().textValue()))
                    .or(() -> Optional.of(before));
        }
        Fault.Status headed = whole.orElseThrow();
        Fault.Status full = json.has("body") ? text("body").map(headed::body).orElse(headed) : headed;
        return status.map(any -> full);
    }

    private Optional<Duration> millis(String field) {
        return number(field).map(Duration::ofMillis);
    }

    private Optional<Integer> number(String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber()) {
            wrong.add(field + " must be a whole number");
        } else if (!value.canConvertToInt()) {
            wrong.add(field + " must be a whole number of 32 bits");
        } else {
            return Optional.of(value.intValue());
        }
        return Optional.empty();
    }

    private Optional<String> text(String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            wrong.add(field + " must be a string");
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    private <T> Optional<T> attempt(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (IllegalArgumentException e) {
            wrong.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
