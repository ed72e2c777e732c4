package dev.eloquent.metrics.dashboard;

/**
 * A widget or an alarm that was not written.
 *
 * @param what such as {@code alarm pool-pending}
 * @param why such as {@code there is no meter hikaricp.connections.pending}
 */
public record LeftOut(String what, String why) {
    @Override
    public String toString() {
        return what + ": " + why;
    }
}
