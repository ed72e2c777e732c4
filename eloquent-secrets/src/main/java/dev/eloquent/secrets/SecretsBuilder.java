package dev.eloquent.secrets;

import dev.eloquent.secrets.SecretAnswer.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** How secrets are loaded from a source. Get it from {@link Secrets#from}. Not safe for use by several threads. */
public final class SecretsBuilder {
    /** For how long a start waits for a source that does not answer: 30 s. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    private static final int CALLS = 4;
    private static final long FIRST_PAUSE = Duration.ofMillis(200).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toNanos();

    private final SecretSource source;
    private Duration patience = DEFAULT_PATIENCE;
    private Duration grace = Refresher.GRACE;
    private Time time = Time.system();
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    SecretsBuilder(SecretSource source) {
        this.source = source;
    }

    /**
     * For how long {@link #load} tries again what only time can mend: no answer, too many calls, a name that does not
     * resolve yet.
     *
     * @param value 0 to 1 h; default {@link #DEFAULT_PATIENCE}
     */
    public SecretsBuilder patience(Duration value) {
        patience = value;
        return this;
    }

    /** With none a process that was stopped gives up what has come of age meanwhile. */
    SecretsBuilder grace(Duration value) {
        grace = value;
        return this;
    }

    SecretsBuilder time(Time value, DoubleSupplier chance) {
        time = value;
        random = chance;
        return this;
    }

    /**
     * Loads all of them. Blocks, for the patience and a call at most.
     *
     * @throws SecretsUnavailableException naming each that cannot be had, and what it needs; what only time can mend is
     *     tried again before
     * @throws SecretsConfigurationException naming all that is wrong with declarations and settings
     */
    public Secrets load(SecretSpec<?>... specs) {
        ExecutorService calls = threads("eloquent-secrets-refresh", CALLS);
        ExecutorService tells = threads("eloquent-secrets-listeners", 1);
        Refresher refresher = new Refresher(source, time, random, calls, tells, grace);
        boolean loaded = false;
        try {
            Secrets secrets = new Secrets(load(List.of(specs), refresher), refresher, time, source, calls, tells);
            Thread loop = new Thread(refresher::loop, "eloquent-secrets");
            loop.setDaemon(true);
            loop.start();
            loaded = true;
            return secrets;
        } finally {
            if (!loaded) {
                source.close();
            }
        }
    }

    /** Without the threads: the refresher is the caller's to move. */
    Map<SecretSpec<?>, Secret<?>> load(List<SecretSpec<?>> specs, Refresher refresher) {
        check(specs);
        Collection<SecretEntry> entries = SecretEntry.of(specs);
        Map<SecretSpec<?>, Secret<?>> handles = new LinkedHashMap<>();
        long end = time.nanoTime() + patience.toNanos();
        Set<SecretEntry> missing = new LinkedHashSet<>(entries);
        Map<SecretEntry, Refused> faults = new HashMap<>();
        long asked = time.nanoTime();
        for (int attempt = 0; !missing.isEmpty(); attempt++) {
            faults.clear();
            Map<SecretRequest, SecretAnswer> answers = fetch(missing);
            for (SecretEntry entry : List.copyOf(missing)) {
                Optional<Refused> fault = entry.load(answers, refresher, handles);
                fault.ifPresent(refused -> faults.put(entry, refused));
                if (fault.isEmpty()) {
                    missing.remove(entry);
                }
            }
            boolean mend =
                    faults.values().stream().anyMatch(fault -> fault.problem().permanent());
            if (!missing.isEmpty() && (mend || !pause(attempt, end))) {
                throw unavailable(missing, faults);
            }
        }
        refresher.watch(entries, asked);
        return handles;
    }

    private Map<SecretRequest, SecretAnswer> fetch(Set<SecretEntry> entries) {
        Set<SecretRequest> requests = new LinkedHashSet<>();
        entries.forEach(entry -> requests.addAll(entry.requests()));
        try {
            return source.fetch(requests);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while secrets were loaded", e);
        }
    }

    /** @return whether there is time for another attempt */
    private boolean pause(int attempt, long end) {
        long longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempt, 10));
        long pause = longest / 2 + (long) (longest / 2.0 * random.getAsDouble());
        if (time.nanoTime() + pause - end > 0) {
            return false;
        }
        try {
            time.sleep(Duration.ofNanos(pause));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while secrets were loaded", e);
        }
    }

    private SecretsUnavailableException unavailable(Set<SecretEntry> missing, Map<SecretEntry, Refused> faults) {
        List<SecretFault> all = new ArrayList<>();
        for (SecretEntry entry : missing) {
            Refused fault = faults.get(entry);
            if (fault != null) {
                all.add(new SecretFault(entry.name(), fault.problem(), fault.text()));
            }
        }
        return new SecretsUnavailableException(source.description(), all);
    }

    private void check(List<SecretSpec<?>> specs) {
        List<String> faults = new ArrayList<>();
        if (specs.isEmpty()) {
            faults.add("at least one secret must be declared, was none");
        }
        if (patience.isNegative() || patience.compareTo(Duration.ofHours(1)) > 0) {
            faults.add("patience must be from PT0S to PT1H, was " + patience);
        }
        specs.forEach(spec -> faults.addAll(spec.faults()));
        if (!faults.isEmpty()) {
            throw new SecretsConfigurationException(faults);
        }
    }

    private static ExecutorService threads(String name, int most) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        // After the end there is nothing to be done any more.
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
