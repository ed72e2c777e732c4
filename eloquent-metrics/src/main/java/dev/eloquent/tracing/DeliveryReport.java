package dev.eloquent.tracing;

import java.util.List;

/**
 * What became of sampled spans, counted in spans. Immutable.
 *
 * @param sent the receiver has said that it has them
 * @param dropped they were not delivered, and will not be
 * @param uncertain they were sent, nobody answered, and they will not be sent again
 * @param waiting they are still here, and are tried on; none after a close
 * @param losses why those were dropped and these are uncertain
 */
public record DeliveryReport(long sent, long dropped, long uncertain, long waiting, List<SpanLoss> losses) {
    /** Copies the losses. */
    public DeliveryReport {
        losses = List.copyOf(losses);
    }

    /** Whether every span was sent. */
    public boolean complete() {
        return dropped == 0 && uncertain == 0 && waiting == 0;
    }

    @Override
    public String toString() {
        return sent + " sent, " + dropped + " dropped, " + uncertain + " uncertain, " + waiting + " waiting"
                + (losses.isEmpty() ? "" : " " + losses);
    }
}
