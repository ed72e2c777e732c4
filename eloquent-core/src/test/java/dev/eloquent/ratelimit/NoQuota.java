package dev.eloquent.ratelimit;

import java.util.List;

/** Leaves all but one method to tests. */
abstract class NoQuota implements Quota {
    @Override
    public QuotaDecision check(String key, int permits) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<QuotaPolicy> policies() {
        return List.of();
    }

    @Override
    public QuotaStatistics statistics() {
        throw new UnsupportedOperationException();
    }
}
