package dev.eloquent.redis;

import static dev.eloquent.ratelimit.FailureMode.CLOSED;
import static dev.eloquent.ratelimit.FailureMode.OPEN;

import dev.eloquent.ratelimit.FailureMode;
import java.util.function.Consumer;

/** How a server goes away and comes back, and what is to be decided meanwhile. */
@SuppressWarnings("ImmutableEnumChecker") // its lambdas hold nothing
enum Outage {
    KILLED(OPEN, site -> site.writer().kill(), site -> site.writer().restart()),
    RESTARTED(CLOSED, site -> site.writer().restart(), site -> {}),
    STOPPED(CLOSED, site -> site.writer().freeze(), site -> site.writer().thaw()),
    CUT_OFF_IN_SILENCE(
            OPEN, site -> site.network().freeze(), site -> site.network().thaw()),
    REFUSED(CLOSED, Site::disconnect, site -> site.network().accept()),
    /** The address leads to the former writer for a while: it answers, and refuses to write. */
    FAILED_OVER(
            OPEN,
            site -> {
                site.promote();
                site.demote();
            },
            site -> site.network().retarget(site.replica().port())),
    NAME_MOVED(
            CLOSED,
            site -> {
                site.writer().kill();
                site.promote();
            },
            Site::moveName),
    /** Nor does anybody know for a while where the name leads to. */
    NAME_UNKNOWN(
            OPEN,
            site -> {
                site.names().silent(true);
                site.disconnect();
            },
            site -> {
                site.network().accept();
                site.names().silent(false);
            });

    private final FailureMode mode;
    private final Consumer<Site> begins;
    private final Consumer<Site> ends;

    Outage(FailureMode mode, Consumer<Site> begins, Consumer<Site> ends) {
        this.mode = mode;
        this.begins = begins;
        this.ends = ends;
    }

    FailureMode mode() {
        return mode;
    }

    void begin(Site site) {
        begins.accept(site);
    }

    void end(Site site) {
        ends.accept(site);
    }
}
