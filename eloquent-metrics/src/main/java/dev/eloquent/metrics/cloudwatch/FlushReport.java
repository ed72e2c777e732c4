package dev.eloquent.metrics.cloudwatch;

import java.time.Duration;
import java.util.List;

/**
 * What became of the data while a flush or a close took place. All numbers are data: a metric's part of one step.
 *
 * @param sent those that CloudWatch has accepted
 * @param repeated those of the sent that were sent again after a call without an answer, and may be counted twice
 * @param dropped those that are lost for certain
 * @param uncertain those that are given up, and may have been counted or not
 * @param waiting those that are kept and will be sent later; 0 after a close
 * @param why a sentence for each cause of what is not sent, and the last failure; empty if there was none
 * @param took for how long the caller was kept
 */
public record FlushReport(
        long sent, long repeated, long dropped, long uncertain, long waiting, List<String> why, Duration took) {
    /** Copies the list. */
    public FlushReport {
        why = List.copyOf(why);
    }

    /** Whether all that was recorded has arrived. */
    public boolean complete() {
        return dropped == 0 && uncertain == 0 && waiting == 0;
    }
}
