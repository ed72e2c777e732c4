package dev.eloquent.peers.ratelimit;

/** The most that passes in any minute at 1,000 a minute. */
record Measured(String limiter, long burst, long flood) {
    static Measured of(Contender contender) {
        return new Measured(
                contender.label,
                Attack.BURST_AT_THE_BOUNDARY.mostInAnyMinute(contender::make),
                Attack.SUSTAINED_FLOOD.mostInAnyMinute(contender::make));
    }
}
