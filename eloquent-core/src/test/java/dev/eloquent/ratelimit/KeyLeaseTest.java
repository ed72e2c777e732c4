package dev.eloquent.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.KeyLease.Known;
import dev.eloquent.ratelimit.store.TakeReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A caller reads the clock, and another's answer may arrive before it comes to the lease. */
final class KeyLeaseTest {
    @Test
    void aGrantThatArrivedMeanwhileDeniesNobody() {
        KeyLease lease = new KeyLease("key", () -> 10);
        lease.arrive(List.of(), new TakeReply(1, 0, List.of()), 100, 100, 100, 1);
        assertThat(lease.take(99, 1)).isEqualTo(Known.UNKNOWN);
    }

    @Test
    void aKeyThatAnotherHasJustMadeDeniesNobody() {
        assertThat(new KeyLease("key", () -> 10).take(99, 1)).isEqualTo(Known.UNKNOWN);
    }

    @Test
    void aRefusalHoldsUntilItsTimeForWhoeverWantsAsMany() {
        KeyLease lease = new KeyLease("key", () -> 10);
        lease.arrive(List.of(), new TakeReply(0, 0, List.of()), 100, 100, 200, 2);
        assertThat(lease.take(99, 2)).isEqualTo(Known.DENIED);
        assertThat(lease.take(199, 3)).isEqualTo(Known.DENIED);
        assertThat(lease.take(199, 1)).isEqualTo(Known.UNKNOWN);
        assertThat(lease.take(200, 2)).isEqualTo(Known.UNKNOWN);
    }
}
