package dev.eloquent.ratelimit;

import java.util.List;

/** What a decision knows of the quota that made it. */
interface Settlement {
    /** The quota's policies at the time. */
    List<QuotaPolicy> policies();

    /** Takes so many permits more, or returns so many if negative. */
    void settle(QuotaDecision decision, int correction);
}
