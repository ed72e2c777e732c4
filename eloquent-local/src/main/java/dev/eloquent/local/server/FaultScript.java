package dev.eloquent.local.server;

import dev.eloquent.local.Fault;
import dev.eloquent.local.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The faults that were given, and which of them comes next. */
final class FaultScript {
    /** For how many requests a rule without a count holds. */
    static final int LASTING = 0;

    private static final int MOST = 1_000_000;

    private final Runnable onConnectionFault;
    private final List<Rule> rules = new ArrayList<>();
    private int connectionFaults;

    /** @param onConnectionFault told when a fault for connections is given */
    FaultScript(Runnable onConnectionFault) {
        this.onConnectionFault = onConnectionFault;
    }

    Faults faults() {
        return new Scoped(Scope.ANY_REQUEST);
    }

    /** What a new connection meets. */
    synchronized Entry enter() {
        return new Entry(connectionFaults, take(List.of(Scope.CONNECTIONS)));
    }

    /** Whether connections that entered so may be used again: no fault for connections was given since. */
    synchronized boolean stillHolds(Entry entry) {
        return entry.connectionFaults == connectionFaults;
    }

    Optional<Fault> forRequest(String path) {
        return take(List.of(new Scope(path), Scope.ANY_REQUEST));
    }

    synchronized List<Rule> rules() {
        return List.copyOf(rules);
    }

    /** All at once, so that no request meets half of a script. */
    void replace(List<Rule> script) {
        synchronized (this) {
            rules.clear();
            script.forEach(this::put);
        }
        if (script.stream().anyMatch(rule -> rule.scope.equals(Scope.CONNECTIONS))) {
            onConnectionFault.run();
        }
    }

    private void add(Rule rule) {
        synchronized (this) {
            put(rule);
        }
        if (rule.scope.equals(Scope.CONNECTIONS)) {
            onConnectionFault.run();
        }
    }

    private synchronized void put(Rule rule) {
        if (rule.left == LASTING) {
            rules.removeIf(other -> other.left == LASTING && other.scope.equals(rule.scope));
        }
        if (rule.scope.equals(Scope.CONNECTIONS)) {
            connectionFaults++;
        }
        rules.add(rule);
    }

    private synchronized void clear(Scope scope) {
        rules.removeIf(rule -> scope.equals(Scope.ANY_REQUEST) || rule.scope.equals(scope));
    }

    private synchronized Optional<Fault> take(List<Scope> scopes) {
        for (boolean counted : List.of(true, false)) {
            for (Scope scope : scopes) {
                for (int i = 0; i < rules.size(); i++) {
                    Rule rule = rules.get(i);
                    if (rule.scope.equals(scope) && (rule.left != LASTING) == counted) {
                        use(i, rule);
                        return Optional.of(rule.fault);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private void use(int index, Rule rule) {
        if (rule.left == 1) {
            rules.remove(index);
        } else if (rule.left > 1) {
            rules.set(index, new Rule(rule.scope, rule.fault, rule.left - 1));
        }
    }

    /** What a fault is for: a path, or what cannot be one. */
    record Scope(String path) {
        static final Scope ANY_REQUEST = new Scope("");
        static final Scope CONNECTIONS = new Scope("(connections)");

        static Scope path(String path) {
            Objects.requireNonNull(path, "path");
            if (!path.startsWith("/") || path.contains("?")) {
                throw new IllegalArgumentException(
                        "path must begin with a slash and have no query, was \"" + path + "\"");
            }
            return new Scope(path);
        }

        @Override
        public String toString() {
            return equals(CONNECTIONS) ? "connections" : path;
        }
    }

    /** @param connectionFaults how many had been given by then */
    record Entry(int connectionFaults, Optional<Fault> fault) {}

    /** @param left for how many more it holds, or {@link #LASTING} */
    record Rule(Scope scope, Fault fault, int left) {
        Rule {
            Objects.requireNonNull(fault, "fault");
            if (scope.equals(Scope.CONNECTIONS) && !fitsConnections(fault)) {
                throw new IllegalArgumentException(
                        "a connection has no answer to spoil:" + " it takes delay, reset, close, silence or notHttp");
            }
        }

        static Rule counted(Scope scope, Fault fault, int requests) {
            return new Rule(scope, fault, count(requests));
        }

        static int count(int requests) {
            if (requests < 1 || requests > MOST) {
                throw new IllegalArgumentException("next must be from 1 to " + MOST + ", was " + requests);
            }
            return requests;
        }

        private static boolean fitsConnections(Fault fault) {
            if (fault instanceof Fault.Delay delay) {
                return delay.then().map(Rule::fitsConnections).orElse(true);
            }
            return fault instanceof Fault.Reset
                    || fault instanceof Fault.Close
                    || fault instanceof Fault.Silence
                    || fault instanceof Fault.NotHttp;
        }
    }

    private final class Scoped implements Faults {
        private final Scope scope;

        Scoped(Scope scope) {
            this.scope = scope;
        }

        @Override
        public Faults next(int requests, Fault fault) {
            add(Rule.counted(scope, fault, requests));
            return this;
        }

        @Override
        public Faults always(Fault fault) {
            add(new Rule(scope, fault, LASTING));
            return this;
        }

        @Override
        public Faults on(String path) {
            return narrowed(Scope.path(path));
        }

        @Override
        public Faults connections() {
            return narrowed(Scope.CONNECTIONS);
        }

        private Faults narrowed(Scope to) {
            if (!scope.equals(Scope.ANY_REQUEST) && !scope.equals(to)) {
                throw new IllegalStateException("these faults are for " + scope + " already and cannot be for " + to
                        + ": begin again at faults()");
            }
            return new Scoped(to);
        }

        @Override
        public Faults clear() {
            FaultScript.this.clear(scope);
            return this;
        }
    }
}
