package dev.eloquent.secrets;

import dev.eloquent.secrets.SecretAnswer.Found;
import dev.eloquent.secrets.SecretAnswer.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One secret of the source, and all that was declared of it: several fields of one JSON object are fetched once and
 * change together. Not safe for use by several threads.
 */
final class SecretEntry {
    private static final Refused NO_ANSWER = new Refused(SecretProblem.UNAVAILABLE, "the source gave no answer");

    private final String name;
    private final List<SecretSpec<?>> specs = new ArrayList<>();
    private final List<Part<?>> parts = new ArrayList<>();
    private @Nullable Freshness freshness;
    private String version = "";
    private Optional<Refused> fault = Optional.empty();
    private long begun;
    private long ended;

    SecretEntry(String name) {
        this.name = name;
    }

    /** A change of a value, to be told to who listens. */
    record Rotated<T>(Secret<T> secret, T before, T now) {}

    /** A handle, and the value that it is going to have. */
    private static final class Part<T> {
        private final Secret<T> secret;
        private @Nullable T next;
        private @Nullable T nextPrevious;

        private Part(Secret<T> secret) {
            this.secret = secret;
        }

        void parse(Found found, Optional<Found> previous) throws Unparsable {
            next = secret.spec().parse(found.payload());
            nextPrevious = kept(secret.spec(), previous);
        }

        @Nullable
        Rotated<T> publish(String version) {
            Held<T> before = secret.held();
            T now = java.util.Objects.requireNonNull(next);
            @Nullable T previous = nextPrevious;
            if (previous == null && secret.spec().isPreviousKept()) {
                previous = before.value();
            }
            secret.publish(new Held<>(now, version, previous));
            next = null;
            nextPrevious = null;
            T old = before.value();
            return old == null ? null : new Rotated<>(secret, old, now);
        }

        void expire() {
            secret.publish(secret.held().expired());
        }
    }

    String name() {
        return name;
    }

    void declare(SecretSpec<?> spec) {
        specs.add(spec);
    }

    Set<SecretRequest> requests() {
        Set<SecretRequest> requests = new LinkedHashSet<>();
        requests.add(SecretRequest.current(name));
        if (specs.stream().anyMatch(SecretSpec::isPreviousKept)) {
            requests.add(new SecretRequest(name, SecretStage.PREVIOUS));
        }
        return requests;
    }

    Duration softAge() {
        return specs.stream().map(SecretSpec::softAge).min(Duration::compareTo).orElseThrow();
    }

    Duration hardAge() {
        return specs.stream().map(SecretSpec::hardAge).min(Duration::compareTo).orElseThrow();
    }

    /** The first load: makes the handles, or says why it cannot. */
    Optional<Refused> load(
            Map<SecretRequest, SecretAnswer> answers, Refresher refresher, Map<SecretSpec<?>, Secret<?>> handles) {
        SecretAnswer answer = answers.getOrDefault(SecretRequest.current(name), NO_ANSWER);
        if (answer instanceof Refused refused) {
            return Optional.of(refused);
        }
        Found found = (Found) answer;
        try {
            for (SecretSpec<?> spec : specs) {
                handles.put(spec, handle(spec, found, previous(answers), refresher));
            }
        } catch (Unparsable wrong) {
            return Optional.of(new Refused(SecretProblem.UNPARSABLE, String.valueOf(wrong.getMessage())));
        }
        version = found.version();
        return Optional.empty();
    }

    private <T> Secret<T> handle(SecretSpec<T> spec, Found found, Optional<Found> previous, Refresher refresher)
            throws Unparsable {
        Held<T> held = new Held<>(spec.parse(found.payload()), found.version(), kept(spec, previous));
        Secret<T> secret = new Secret<>(spec, this, refresher, held);
        parts.add(new Part<>(secret));
        return secret;
    }

    /** The previous value; a broken one is none, as it may be just what the current one has put right. */
    private static <T> @Nullable T kept(SecretSpec<T> spec, Optional<Found> previous) {
        if (!spec.isPreviousKept() || previous.isEmpty()) {
            return null;
        }
        try {
            return spec.parse(previous.get().payload());
        } catch (Unparsable broken) {
            return null;
        }
    }

    private Optional<Found> previous(Map<SecretRequest, SecretAnswer> answers) {
        return answers.get(new SecretRequest(name, SecretStage.PREVIOUS)) instanceof Found found
                ? Optional.of(found)
                : Optional.empty();
    }

    void watch(Freshness watched) {
        freshness = watched;
    }

    Freshness freshness() {
        return java.util.Objects.requireNonNull(freshness);
    }

    void begin(long now) {
        begun++;
        freshness().begin(now);
    }

    /** What came of a call: publishes a new value to all handles, or to none. */
    List<Rotated<?>> end(Map<SecretRequest, SecretAnswer> answers, long began, long now) {
        ended++;
        SecretAnswer answer = answers.getOrDefault(SecretRequest.current(name), NO_ANSWER);
        if (answer instanceof Refused refused) {
            failed(refused, now);
            return List.of();
        }
        Found found = (Found) answer;
        boolean isNew = !found.version().equals(version) || isExpired();
        List<Rotated<?>> rotated = List.of();
        if (isNew) {
            try {
                rotated = publish(found, previous(answers));
            } catch (Unparsable wrong) {
                failed(
                        new Refused(
                                SecretProblem.UNPARSABLE,
                                "version " + found.version() + " is not published: " + wrong.getMessage()),
                        now);
                return List.of();
            }
        }
        fault = Optional.empty();
        freshness().succeeded(began, isNew);
        return rotated;
    }

    private boolean isExpired() {
        return parts.stream().anyMatch(part -> part.secret.held().value() == null);
    }

    private List<Rotated<?>> publish(Found found, Optional<Found> previous) throws Unparsable {
        for (Part<?> part : parts) {
            part.parse(found, previous);
        }
        version = found.version();
        List<Rotated<?>> rotated = new ArrayList<>();
        for (Part<?> part : parts) {
            Rotated<?> change = part.publish(version);
            if (change != null) {
                rotated.add(change);
            }
        }
        return rotated;
    }

    private void failed(Refused refused, long now) {
        fault = Optional.of(refused);
        freshness().failed(now, refused.problem().permanent());
    }

    void expire() {
        parts.forEach(Part::expire);
    }

    Optional<Refused> fault() {
        return fault;
    }

    /** Counts calls: the first one that begins from now on, and how many have ended. */
    long nextCall() {
        return begun + 1;
    }

    boolean hasEnded(long call) {
        return ended >= call;
    }

    /** Of the specs, grouped by their names. */
    static Collection<SecretEntry> of(Collection<SecretSpec<?>> specs) {
        Map<String, SecretEntry> entries = new java.util.LinkedHashMap<>();
        specs.forEach(
                spec -> entries.computeIfAbsent(spec.name(), SecretEntry::new).declare(spec));
        return entries.values();
    }
}
