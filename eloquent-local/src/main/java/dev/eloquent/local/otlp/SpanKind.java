package dev.eloquent.local.otlp;

/** What part a span has in a trace. In OTLP's order. */
public enum SpanKind {
    /** Not said, or not known here. */
    UNSPECIFIED,
    /** Within a process. */
    INTERNAL,
    /** The answer to a request. */
    SERVER,
    /** A request to another service. */
    CLIENT,
    /** A message that was sent. */
    PRODUCER,
    /** A message that was received. */
    CONSUMER;

    static SpanKind of(long number) {
        return number >= 0 && number < values().length ? values()[(int) number] : UNSPECIFIED;
    }
}
