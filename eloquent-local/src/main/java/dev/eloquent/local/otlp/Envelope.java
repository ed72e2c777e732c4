package dev.eloquent.local.otlp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the requests of all signals have in common: items within scopes within resources. Fields may come in any order,
 * and what an item belongs to after it.
 */
final class Envelope {
    private Envelope() {}

    static void read(ProtoReader in, Items items) {
        while (in.next()) {
            if (in.field() == 1) {
                resource(in.message(), items);
            } else {
                in.skip();
            }
        }
    }

    private static void resource(ProtoReader in, Items items) {
        Map<String, Object> resource = Map.of();
        List<ProtoReader> scopes = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> resource = AttributeReader.attributes(in.message(), 1);
                case 2 -> scopes.add(in.message());
                default -> in.skip();
            }
        }
        for (ProtoReader scope : scopes) {
            scope(scope, resource, items);
        }
    }

    private static void scope(ProtoReader in, Map<String, Object> resource, Items items) {
        InstrumentationScope scope = AttributeReader.NO_SCOPE;
        List<ProtoReader> found = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> scope = AttributeReader.scope(in.message());
                case 2 -> found.add(in.message());
                default -> in.skip();
            }
        }
        for (ProtoReader item : found) {
            items.item(item, resource, scope);
        }
    }

    /** Takes each span, metric or log record. */
    @FunctionalInterface
    interface Items {
        void item(ProtoReader in, Map<String, Object> resource, InstrumentationScope scope);
    }
}
