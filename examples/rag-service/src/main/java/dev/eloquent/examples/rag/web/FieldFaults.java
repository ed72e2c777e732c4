package dev.eloquent.examples.rag.web;

import java.util.ArrayList;
import java.util.List;

/** What is wrong in a request, field by field, told all at once. */
public final class FieldFaults {
    private static final int MOST = 10;

    private final List<Fault> faults = new ArrayList<>();

    /**
     * What is wrong in one place.
     *
     * @param kind {@code pointer} into the body (RFC 6901) or {@code parameter} of the query
     * @param place which
     */
    public record Fault(String kind, String place, String detail) {}

    public void add(String field, String detail) {
        faults.add(new Fault("pointer", "#/" + field, detail));
    }

    public void addParameter(String parameter, String detail) {
        faults.add(new Fault("parameter", parameter, detail));
    }

    /** A field that nobody expects is a typing error, or meant for another version of us; its name is not repeated. */
    public void unknown(String field) {
        if (faults.size() < MOST) {
            faults.add(new Fault("pointer", "#", "has a field that is not known: leave it out"));
        }
    }

    /** Throws a {@link Refusal} if there are any. */
    public void refuseIfAny() {
        if (!faults.isEmpty()) {
            throw refusal();
        }
    }

    public Refusal refusal() {
        return new Refusal(Problem.of(422, "invalid-request", "The request is well formed, but says something wrong")
                .withErrors(faults));
    }
}
