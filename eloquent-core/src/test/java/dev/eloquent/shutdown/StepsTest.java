package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Registering steps. */
final class StepsTest {
    private static final Task NOTHING = Task.of(deadline -> {});

    private final Steps steps = new Steps();

    @Test
    void whatIsOwnedIsClosedInTheReverseOrder() {
        steps.own("pool", NOTHING);
        steps.own("health", NOTHING);
        steps.own("server", NOTHING);
        assertThat(steps.take())
                .extracting(step -> step.name() + " after " + step.after())
                .containsExactly("pool after [health]", "health after [server]", "server after []");
    }

    @Test
    void twoResourcesOfANameAreTold() {
        steps.own("pool", NOTHING);
        steps.own("pool", NOTHING);
        steps.own("pool", NOTHING);
        assertThat(steps.take()).extracting(StepPlan::name).containsExactly("pool", "pool 2", "pool 3");
    }

    @Test
    void aNameIsUsedOnceInAPhase() {
        add(Phase.FLUSH, "traces");
        add(Phase.LOGS, "traces");
        assertThatThrownBy(() -> add(Phase.FLUSH, "traces"))
                .isInstanceOf(ShutdownConfigurationException.class)
                .hasMessage("shutdown: phase flush has a step 'traces' already: choose another name");
    }

    @Test
    void anUnknownNameIsAnErrorWhereItIsWritten() {
        add(Phase.FLUSH, "traces");
        assertThatThrownBy(() -> add(Phase.FLUSH, "metrics", "trace"))
                .hasMessage("shutdown: step 'metrics' comes after 'trace', which phase flush does not have;"
                        + " register that one first, the phase has [traces]");
    }

    /** The second of the two would have to be known to the first. */
    @Test
    void aCircleCannotBeWritten() {
        assertThatThrownBy(() -> add(Phase.FLUSH, "traces", "metrics"))
                .hasMessageContaining("comes after 'metrics', which phase flush does not have");
        add(Phase.FLUSH, "metrics");
        assertThatThrownBy(() -> add(Phase.FLUSH, "metrics", "metrics")).hasMessageContaining("already");
        assertThatThrownBy(() -> add(Phase.FLUSH, "alone", "alone"))
                .hasMessageContaining("comes after 'alone', which phase flush does not have");
    }

    @Test
    void allThatIsWrongWithAStepIsToldAtOnce() {
        assertThatThrownBy(() -> add(Phase.WORK, " ", "a", "b"))
                .isInstanceOfSatisfying(
                        ShutdownConfigurationException.class,
                        fault -> assertThat(fault.faults()).hasSize(3));
    }

    @Test
    void theShutdownsOwnNamesAreTaken() {
        assertThatThrownBy(() -> add(Phase.LOGS, "shutdown report"))
                .hasMessage("shutdown: no step of phase logs may be called 'shutdown report':"
                        + " names that begin with 'shutdown report' are the shutdown's own");
        add(Phase.WORK, "shutdown report");
    }

    @Test
    void nothingCanBeAddedOnceTheyAreTaken() {
        add(Phase.WORK, "jobs");
        steps.take();
        assertThat(steps.add(new StepPlan(Phase.WORK, "more", NOTHING, List.of())))
                .isFalse();
        assertThat(steps.own("pool", NOTHING)).isFalse();
    }

    private void add(Phase phase, String name, String... after) {
        assertThat(steps.add(new StepPlan(phase, name, NOTHING, List.of(after))))
                .isTrue();
    }
}
