package dev.eloquent.local.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import java.util.Map;

/** What makes a metric one of its own. */
record MetricId(String namespace, String name, Map<String, String> dimensions) {
    static MetricId of(Arguments arguments) {
        return new MetricId(arguments.required("Namespace"), arguments.required("MetricName"), arguments.dimensions());
    }

    ObjectNode write() {
        ObjectNode json = Json.object().put("Namespace", namespace).put("MetricName", name);
        ArrayNode list = json.putArray("Dimensions");
        dimensions.forEach((key, value) -> list.addObject().put("Name", key).put("Value", value));
        return json;
    }
}
