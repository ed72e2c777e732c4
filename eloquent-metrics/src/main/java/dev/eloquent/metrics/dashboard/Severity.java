package dev.eloquent.metrics.dashboard;

/** How soon somebody has to look. */
enum Severity {
    P1("the site is down, or data may be lost", "wake somebody"),
    P2("degraded, or a partial outage", "somebody looks now, by day and night"),
    P3("errors that are not critical", "somebody looks within the working day"),
    P4("minor", "somebody looks within the week");

    private final String meaning;
    private final String reaction;

    Severity(String meaning, String reaction) {
        this.meaning = meaning;
        this.reaction = reaction;
    }

    String meaning() {
        return meaning;
    }

    String reaction() {
        return reaction;
    }

    /** The Terraform variable that has where its alarms go. */
    String variable() {
        return key() + "_actions";
    }

    String key() {
        return switch (this) {
            case P1 -> "p1";
            case P2 -> "p2";
            case P3 -> "p3";
            case P4 -> "p4";
        };
    }
}
