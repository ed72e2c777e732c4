package dev.eloquent.local.pinecone;

import dev.eloquent.local.server.ServiceFault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The vectors of one index by namespace and id. Each call is atomic, and a query compares with every vector. */
final class VectorIndex {
    private final Metric metric;
    private final Optional<Long> capacity;
    private final Map<String, NavigableMap<String, StoredVector>> namespaces = new TreeMap<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private long total;

    VectorIndex(Metric metric, Optional<Long> capacity) {
        this.metric = metric;
        this.capacity = capacity;
    }

    void upsert(String namespace, List<StoredVector> vectors) {
        write(() -> {
            NavigableMap<String, StoredVector> present = namespaces.getOrDefault(namespace, new TreeMap<>());
            Set<String> added = new HashSet<>();
            vectors.stream()
                    .map(StoredVector::id)
                    .filter(id -> !present.containsKey(id))
                    .forEach(added::add);
            if (capacity.isPresent() && total + added.size() > capacity.get()) {
                throw new ServiceFault(403, "Index is full, cannot accept data.");
            }
            vectors.forEach(vector -> present.put(vector.id(), vector));
            namespaces.put(namespace, present);
            total += added.size();
            return present;
        });
    }

    /** Replaces a vector by what is made of it, if it is there. */
    void update(String namespace, String id, UnaryOperator<StoredVector> change) {
        write(() -> Optional.ofNullable(namespaces.get(namespace))
                .map(present -> present.computeIfPresent(id, (same, vector) -> change.apply(vector))));
    }

    List<StoredVector> fetch(String namespace, Collection<String> ids) {
        return read(() -> {
            NavigableMap<String, StoredVector> present = present(namespace);
            return new HashSet<>(ids)
                    .stream()
                            .filter(present::containsKey)
                            .sorted()
                            .map(present::get)
                            .toList();
        });
    }

    /** The nearest first; of equally near ones those that come first by id. */
    List<Match> query(String namespace, StoredVector like, int most, Predicate<StoredVector> filter) {
        return read(() -> present(namespace).values().stream()
                .filter(filter)
                .map(vector -> new Match(vector, metric.score(like, vector)))
                .sorted(Comparator.<Match>comparingDouble(match -> metric.distance(match.score()))
                        .thenComparing(match -> match.vector().id()))
                .limit(most)
                .toList());
    }

    /** Returns whether the namespace was there. */
    boolean delete(String namespace, Predicate<StoredVector> which) {
        return write(() -> {
            NavigableMap<String, StoredVector> present = namespaces.get(namespace);
            if (present == null) {
                return false;
            }
            int before = present.size();
            present.values().removeIf(which);
            total -= before - present.size();
            return true;
        });
    }

    /** Returns whether the namespace was there. */
    boolean deleteNamespace(String namespace) {
        return write(() -> {
            NavigableMap<String, StoredVector> gone = namespaces.remove(namespace);
            total -= gone == null ? 0 : gone.size();
            return gone != null;
        });
    }

    /** Ids behind one, in order. */
    List<String> ids(String namespace, String prefix, String behind, int most) {
        return read(() -> {
            List<String> ids = new ArrayList<>();
            for (String id : present(namespace).tailMap(behind, false).keySet()) {
                if (id.startsWith(prefix) && ids.size() < most) {
                    ids.add(id);
                }
            }
            return ids;
        });
    }

    Stats stats(Predicate<StoredVector> filter) {
        return read(() -> {
            Map<String, Long> counts = new TreeMap<>();
            namespaces.forEach((name, vectors) ->
                    counts.put(name, vectors.values().stream().filter(filter).count()));
            float fullness = capacity.map(most -> (float) total / most).orElse(0f);
            return new Stats(
                    counts, counts.values().stream().mapToLong(Long::longValue).sum(), fullness);
        });
    }

    private NavigableMap<String, StoredVector> present(String namespace) {
        return namespaces.getOrDefault(namespace, new TreeMap<>());
    }

    private <T> T read(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private <T> T write(Supplier<T> work) {
        lock.writeLock().lock();
        try {
            return work.get();
        } finally {
            lock.writeLock().unlock();
        }
    }

    record Match(StoredVector vector, double score) {}

    /** @param fullness 0 where there is no capacity */
    record Stats(Map<String, Long> namespaces, long total, float fullness) {}
}
