package dev.eloquent.metrics.step;

/** Why data are lost. */
enum DropReason {
    BUFFER_FULL("buffer_full", "the buffer was full and the oldest made room"),
    UNREAD("unread", "meters that ask other code, such as gauges, did not answer in time"),
    REFUSED("refused", "CloudWatch refused them"),
    FAULT("fault", "an error in the library, which is in the log"),
    CLOSED("closed", "they were not sent before the close had to end");

    private final String tag;
    private final String text;

    DropReason(String tag, String text) {
        this.tag = tag;
        this.text = text;
    }

    String tag() {
        return tag;
    }

    String text() {
        return text;
    }
}
