package dev.eloquent.local.otlp;

/** How what a span is about ended. In OTLP's order. */
public enum SpanStatus {
    /** Not said, or not known here. */
    UNSET,
    /** Well, as somebody decided. */
    OK,
    /** In an error. */
    ERROR;

    static SpanStatus of(long number) {
        return number >= 0 && number < values().length ? values()[(int) number] : UNSET;
    }
}
