package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long requests are drained, in injected time: quiet after 5 s, probes every 5 s, a share of 15 s. */
final class DrainTest {
    private static final Duration SHARE = Duration.ofSeconds(15);

    private final VirtualTime time = new VirtualTime();
    private final InFlight inFlight = new InFlight(ShutdownSettings.defaults(), time);

    @Test
    void nothingIsWaitedForWhenNobodyHasEverAsked() throws Exception {
        assertThat(drain()).isEqualTo("quiet: no request or probe was ever counted");
        assertThat(time.passed()).isZero();
    }

    @Test
    void aTaskThatWasDeregisteredLongAgoEndsAtOnce() throws Exception {
        request();
        probe();
        time.sleep(Duration.ofSeconds(10));
        drain();
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aTaskThatWasDeregisteredJustNowEndsTwoProbeIntervalsLater() throws Exception {
        probe();
        request();
        assertThat(drain()).isEqualTo("quiet: no request for 5.00 s, no probe for 10.00 s");
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void requestsWithoutProbesAreWaitedForByTheQuietPeriod() throws Exception {
        time.at(Duration.ofSeconds(3), this::request);
        request();
        assertThat(drain()).isEqualTo("quiet: no request for 5.00 s, no probe ever at /health/ready");
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void aTaskThatIsStillRegisteredIsServedToTheEndOfTheShare() throws Exception {
        time.every(Duration.ofSeconds(5), Duration.ofMinutes(1), this::probe);
        probe();
        assertThat(drain()).isEqualTo("served to the end of its share: probes still came");
        assertThat(time.passed()).isEqualTo(SHARE);
    }

    @Test
    void requestsThatNeverEndAreServedToTheEndOfTheShare() throws Exception {
        time.every(Duration.ofSeconds(3), Duration.ofMinutes(1), this::request);
        request();
        assertThat(drain()).isEqualTo("served to the end of its share: requests still came");
        assertThat(time.passed()).isEqualTo(SHARE);
    }

    @Test
    void probesOfContainersAndPeopleDoNotKeepItWaiting() throws Exception {
        time.every(Duration.ofSeconds(1), Duration.ofMinutes(1), () -> {
            inFlight.request("GET", "/health/live").close();
            inFlight.request("GET", "/health").close();
        });
        request();
        drain();
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(5));
    }

    /** A server may read the last four as paths that are not below. */
    @Test
    void whatOnlyLooksLikeHealthIsTraffic() {
        inFlight.request("GET", "/health/live").close();
        assertThat(inFlight.traffic().hadRequests()).isFalse();
        for (String path :
                List.of("/healthy", "/health/../api", "/health/%2e%2e/api", "/health/..;/api", "/health/./../api")) {
            InFlight fresh = new InFlight(ShutdownSettings.defaults(), time);
            fresh.request("GET", path).close();
            assertThat(fresh.traffic().hadRequests()).as(path).isTrue();
        }
    }

    @Test
    void aStatusPageThatSomebodyLeftOpenIsNotTrafficIfTheSettingsKnowIt() throws Exception {
        InFlight watched = new InFlight(ShutdownSettings.defaults().healthPaths("/health", "/status"), time);
        time.every(Duration.ofSeconds(3), Duration.ofMinutes(1), () -> {
            watched.request("GET", "/status").close();
            watched.request("GET", "/health").close();
        });
        Deadline deadline = new Deadline(time, time.nanoTime() + SHARE.toNanos());
        assertThat(new Drain(watched.traffic(), time).run(deadline)).startsWith("quiet");
        assertThat(time.passed()).isZero();
    }

    /** At a balancer's interval of 7 s: a silence of 10 s, as the settings have it, would say nothing. */
    @Test
    void aBalancerThatProbesLessOftenThanWasSaidIsBelievedByItsOwnInterval() throws Exception {
        probe();
        time.sleep(Duration.ofSeconds(7));
        probe();
        assertThat(drain()).isEqualTo("quiet: no request for 5.00 s, no probe for 14.00 s");
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(7 + 14));
    }

    /** An ALB probes from each of its nodes: two probes in a row say little of when the next one comes. */
    @Test
    void aBalancerWithSeveralNodesIsBelievedByItsLongestPause() throws Exception {
        ShutdownSettings brisk = ShutdownSettings.defaults().probeInterval(Duration.ofMillis(500));
        InFlight probed = new InFlight(brisk, time);
        for (int i = 0; i < 3; i++) {
            probed.request("GET", "/health/ready").close();
            time.sleep(Duration.ofMillis(200));
            probed.request("GET", "/health/ready").close();
            time.sleep(Duration.ofMillis(2_800));
        }
        probed.request("GET", "/health/ready").close();
        time.sleep(Duration.ofMillis(200));
        probed.request("GET", "/health/ready").close();
        Duration before = time.passed();
        new Drain(probed.traffic(), time).run(new Deadline(time, time.nanoTime() + SHARE.toNanos()));
        assertThat(time.passed().minus(before)).isEqualTo(Duration.ofMillis(5_600));
    }

    @Test
    void withoutAnIntervalProbesSayNothing() throws Exception {
        ShutdownSettings unprobed = ShutdownSettings.defaults().probeInterval(Duration.ZERO);
        InFlight requests = new InFlight(unprobed, time);
        requests.request("GET", "/health/ready").close();
        time.sleep(Duration.ofSeconds(3));
        requests.request("GET", "/health/ready").close();
        Deadline deadline = new Deadline(time, time.nanoTime() + SHARE.toNanos());
        new Drain(requests.traffic(), time).run(deadline);
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(3));
    }

    private String drain() throws InterruptedException {
        long end = time.nanoTime() + SHARE.toNanos();
        return new Drain(inFlight.traffic(), time).run(new Deadline(time, end));
    }

    private void request() {
        inFlight.request("GET", "/api/things").close();
    }

    private void probe() {
        inFlight.request("GET", "/health/ready").close();
    }
}
