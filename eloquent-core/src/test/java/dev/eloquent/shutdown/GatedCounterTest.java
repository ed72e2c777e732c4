package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * After the gate was closed, a sum of zero means that nothing is under way: Lincheck tries the interleavings of two
 * threads that come and go and of one that closes. One of the two leaves on another thread than it entered, as
 * asynchronous requests do.
 */
final class GatedCounterTest {
    private static final int INTERLEAVINGS = 2_000;

    @Test
    void nothingThatWasLetInIsMissed() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> new Scene(new Real()).play());
    }

    @Test
    void control_lookingAtTheGateBeforeCountingMissesSome() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(INTERLEAVINGS, () -> new Scene(new LooksFirst()).play()))
                .hasMessageContaining("still under way");
    }

    @Test
    void control_countingBeforeTheGateIsShutMissesSome() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(INTERLEAVINGS, () -> new Scene(new SumsFirst()).play()))
                .hasMessageContaining("still under way");
    }

    @Test
    void control_summingEntriesBeforeLeavesMissesSome() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(INTERLEAVINGS, () -> new Scene(new EntriesFirst()).play()))
                .hasMessageContaining("still under way");
    }

    @Test
    void itCountsWhatComesAndGoesOnManyThreads() throws InterruptedException {
        GatedCounter counter = new GatedCounter();
        Thread[] threads = new Thread[20];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int n = 0; n < 1_000; n++) {
                    counter.enter();
                    counter.enter();
                    counter.leave();
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(counter.sum()).isEqualTo(20_000);
        counter.shut();
        assertThat(counter.enter()).isFalse();
        assertThat(counter.sum()).isEqualTo(20_000);
        for (int n = 0; n < 20_000; n++) {
            counter.leave();
        }
        assertThat(counter.sum()).isZero();
    }

    /** Classes and constructors, no lambdas: Lincheck switches threads only in what it sees being made. */
    private static final class Scene {
        private final Gate gate;
        private volatile boolean drained;
        private volatile boolean missed;

        Scene(Gate gate) {
            this.gate = gate;
        }

        void play() {
            Passage one = new Passage(this, false);
            Passage other = new Passage(this, true);
            one.start();
            other.start();
            drained = gate.closedSum() == 0;
            join(one);
            join(other);
            if (missed) {
                throw new AssertionError("drained, and something was still under way");
            }
        }
    }

    private static final class Passage extends Thread {
        private final Scene scene;
        private final boolean leavesElsewhere;

        Passage(Scene scene, boolean leavesElsewhere) {
            this.scene = scene;
            this.leavesElsewhere = leavesElsewhere;
        }

        @Override
        public void run() {
            if (!scene.gate.enter()) {
                return;
            }
            if (scene.drained) {
                scene.missed = true;
            }
            if (leavesElsewhere) {
                Leave leave = new Leave(scene);
                leave.start();
                GatedCounterTest.join(leave);
            } else {
                scene.gate.leave();
            }
        }
    }

    private static final class Leave extends Thread {
        private final Scene scene;

        Leave(Scene scene) {
            this.scene = scene;
        }

        @Override
        public void run() {
            if (scene.drained) {
                scene.missed = true;
            }
            scene.gate.leave();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Gate {
        boolean enter();

        void leave();

        /** Closes it, and then says what is in flight. */
        long closedSum();
    }

    private static final class Real implements Gate {
        private final GatedCounter counter = new GatedCounter();

        @Override
        public boolean enter() {
            return counter.enter();
        }

        @Override
        public void leave() {
            counter.leave();
        }

        @Override
        public long closedSum() {
            counter.shut();
            return counter.sum();
        }
    }

    /** Wrong: between the look and the count it may close. */
    private static final class LooksFirst implements Gate {
        private final AtomicLongArray cell = new AtomicLongArray(1);
        private volatile boolean closed;

        @Override
        public boolean enter() {
            if (closed) {
                return false;
            }
            cell.getAndIncrement(0);
            return true;
        }

        @Override
        public void leave() {
            cell.getAndDecrement(0);
        }

        @Override
        public long closedSum() {
            closed = true;
            return cell.get(0);
        }
    }

    /** Wrong: between the sum and the shutting somebody may come. */
    private static final class SumsFirst implements Gate {
        private final AtomicLongArray cell = new AtomicLongArray(1);
        private volatile boolean closed;

        @Override
        public boolean enter() {
            cell.getAndIncrement(0);
            if (closed) {
                cell.getAndDecrement(0);
                return false;
            }
            return true;
        }

        @Override
        public void leave() {
            cell.getAndDecrement(0);
        }

        @Override
        public long closedSum() {
            long sum = cell.get(0);
            closed = true;
            return sum;
        }
    }

    /** Wrong: one that is turned away between the two reads is subtracted, but was not added. */
    private static final class EntriesFirst implements Gate {
        private final AtomicLong entries = new AtomicLong();
        private final AtomicLong leaves = new AtomicLong();
        private volatile boolean closed;

        @Override
        public boolean enter() {
            entries.getAndIncrement();
            if (closed) {
                leaves.getAndIncrement();
                return false;
            }
            return true;
        }

        @Override
        public void leave() {
            leaves.getAndIncrement();
        }

        @Override
        public long closedSum() {
            closed = true;
            long sum = entries.get();
            return sum - leaves.get();
        }
    }
}
