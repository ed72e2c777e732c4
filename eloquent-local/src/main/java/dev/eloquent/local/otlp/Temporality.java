package dev.eloquent.local.otlp;

/** Since when a metric counts. In OTLP's order. */
public enum Temporality {
    /** Not said, or not known here. */
    UNSPECIFIED,
    /** Since the point before. */
    DELTA,
    /** Since the start of the process. */
    CUMULATIVE;

    static Temporality of(long number) {
        return number >= 0 && number < values().length ? values()[(int) number] : UNSPECIFIED;
    }
}
