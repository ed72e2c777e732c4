package dev.eloquent.local.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import dev.eloquent.local.Faults;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FaultScriptTest {
    private final AtomicInteger connectionFaults = new AtomicInteger();
    private final FaultScript script = new FaultScript(connectionFaults::incrementAndGet);
    private final Faults faults = script.faults();

    @Test
    void hasNoneUntilOneIsGiven() {
        assertThat(script.forRequest("/a")).isEmpty();
        assertThat(script.enter().fault()).isEmpty();
    }

    @Test
    void usesCountedOnesUpInTurnBeforeLastingOnes() {
        faults.always(status(500)).next(2, status(501)).next(1, status(502));

        assertThat(next("/a")).isEqualTo(501);
        assertThat(next("/a")).isEqualTo(501);
        assertThat(next("/b")).isEqualTo(502);
        assertThat(next("/a")).isEqualTo(500);
        assertThat(next("/a")).isEqualTo(500);
    }

    @Test
    void prefersThoseOfThePath() {
        faults.always(status(500)).next(1, status(501));
        faults.on("/a").always(status(502)).next(1, status(503));

        assertThat(next("/a")).isEqualTo(503);
        assertThat(next("/a")).isEqualTo(501);
        assertThat(next("/a")).isEqualTo(502);
        assertThat(next("/b")).isEqualTo(500);
    }

    @Test
    void keepsTheLastOfTheLastingOnes() {
        faults.always(status(500)).always(status(501));
        assertThat(next("/a")).isEqualTo(501);
        assertThat(script.rules()).hasSize(1);
    }

    @Test
    void clearsThoseOfAPathOrAll() {
        faults.always(status(500));
        faults.on("/a").always(status(501));
        faults.on("/a").clear();
        assertThat(next("/a")).isEqualTo(500);

        faults.connections().always(Fault.reset());
        faults.clear();
        assertThat(script.rules()).isEmpty();
    }

    @Test
    void tellsOfFaultsForConnectionsAlone() {
        faults.always(status(500));
        FaultScript.Entry before = script.enter();
        assertThat(connectionFaults).hasValue(0);
        assertThat(script.stillHolds(before)).isTrue();

        faults.connections().next(1, Fault.reset());
        assertThat(connectionFaults).hasValue(1);
        assertThat(script.stillHolds(before)).isFalse();
        assertThat(script.enter().fault()).contains(Fault.reset());
        assertThat(script.enter().fault()).isEmpty();
    }

    private int next(String path) {
        Optional<Fault> fault = script.forRequest(path);
        return ((Fault.Status) fault.orElseThrow()).status();
    }

    private static Fault status(int status) {
        return Fault.status(status);
    }
}
