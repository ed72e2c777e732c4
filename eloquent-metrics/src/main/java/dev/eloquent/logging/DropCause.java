package dev.eloquent.logging;

/** Why a line is not written. */
enum DropCause {
    BUFFER_FULL("buffer_full"),
    STOPPED("stopped"),
    FAILED("failed");

    private final String tag;

    DropCause(String tag) {
        this.tag = tag;
    }

    String tag() {
        return tag;
    }
}
