package dev.eloquent.peers.telemetry;

/** What a library does not set out to do, so that it cannot do it badly either. */
final class NotItsWork extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotItsWork(String why) {
        super(why);
    }
}
