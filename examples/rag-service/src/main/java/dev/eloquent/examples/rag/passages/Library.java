package dev.eloquent.examples.rag.passages;

import dev.eloquent.examples.rag.database.Database;
import dev.eloquent.examples.rag.passages.VectorIndex.Match;
import dev.eloquent.examples.rag.remote.DependencyAway;
import dev.eloquent.examples.rag.web.FieldFaults;
import dev.eloquent.examples.rag.web.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents, ready to be asked. A thread of its own brings the schema up to date, stores the passages and sees to it
 * that the index has their vectors: at the start, once a minute, and when a search misses one. It goes on trying
 * while the database, the index or the embedder is away, so the service starts without them and heals by itself.
 */
public final class Library implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Library.class);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);
    /** Texts in one call of the embedder, and vectors in one call of the index (1536 numbers each: 0.5 MB). */
    private static final int BATCH = 32;

    private final List<Passage> passages = Documents.passages();
    private final String edition;
    private final Database database;
    private final PassageStore store;
    private final Embedder embedder;
    private final VectorIndex index;
    private final CountDownLatch indexed = new CountDownLatch(1);
    private final Semaphore wake = new Semaphore(0);
    private final Thread keeper = new Thread(this::keep, "library");
    private volatile boolean whole;
    private volatile boolean closed;

    private Library(Database database, Embedder embedder, VectorIndex index) {
        this.database = database;
        this.store = new PassageStore(database);
        this.embedder = embedder;
        this.index = index;
        this.edition = edition(passages, embedder);
    }

    /** Begins to prepare the documents, and returns. */
    public static Library open(Database database, Embedder embedder, VectorIndex index) {
        Library library = new Library(database, embedder, index);
        library.keeper.setDaemon(true);
        library.keeper.start();
        return library;
    }

    /**
     * The passages nearest to a text, best first; at least one.
     *
     * @throws Refusal if the embedder can do nothing with the text
     * @throws DependencyAway if something that is needed is away, or the index was found empty
     */
    public List<FoundPassage> find(String text, int most) {
        if (!isIndexed()) {
            throw new DependencyAway("documents", "not indexed yet", TRY_AGAIN);
        }
        float[] vector = vector(text);
        List<Match> matches = index.nearest(edition, vector, most);
        Map<String, Passage> known = store.byId(matches.stream().map(Match::id).toList());
        List<FoundPassage> found = new ArrayList<>();
        for (Match match : matches) {
            Passage passage = known.get(match.id());
            if (passage != null) {
                found.add(new FoundPassage(passage, match.score()));
            }
        }
        if (found.size() < matches.size() || found.isEmpty()) {
            // Somebody took passages or vectors away: the keeper brings them back.
            whole = false;
            wake.release();
        }
        if (found.isEmpty()) {
            throw new DependencyAway("documents", "the index has none of our passages", TRY_AGAIN);
        }
        return found;
    }

    private float[] vector(String question) {
        try {
            return embedder.embed(List.of(question)).get(0);
        } catch (IllegalArgumentException e) {
            FieldFaults faults = new FieldFaults();
            faults.add("question", "must be a text that the embedding model can read");
            throw faults.refusal();
        }
    }

    /** Whether nothing was missing when somebody last looked: each round of the keeper, and each search. */
    public boolean isWhole() {
        return whole;
    }

    /** Whether the documents have been stored and indexed since the start. */
    private boolean isIndexed() {
        return indexed.getCount() == 0;
    }

    /** Waits until they are; blocks. */
    public boolean awaitIndexed(Duration limit) throws InterruptedException {
        return indexed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void keep() {
        boolean failing = false;
        while (!closed) {
            try {
                prepare();
                whole = true;
                indexed.countDown();
                if (failing) {
                    LOG.info("the documents are ready again");
                }
                failing = false;
            } catch (RuntimeException e) {
                if (!failing && !closed) {
                    // Once, not each time: health shows how long it lasts.
                    LOG.warn("the documents cannot be prepared yet, trying on", e);
                }
                failing = true;
                whole = false;
            }
            rest(failing ? TRY_AGAIN : LOOK_AGAIN);
        }
    }

    private void prepare() {
        database.migrate();
        store.add(passages);
        if (index.count(edition) >= passages.size()) {
            return;
        }
        for (int from = 0; from < passages.size() && !closed; from += BATCH) {
            List<Passage> batch = passages.subList(from, Math.min(from + BATCH, passages.size()));
            List<float[]> vectors =
                    embedder.embed(batch.stream().map(Passage::embedded).toList());
            Map<String, float[]> byId = new LinkedHashMap<>();
            for (int i = 0; i < batch.size(); i++) {
                byId.put(batch.get(i).id(), vectors.get(i));
            }
            index.upsert(edition, byId);
        }
        LOG.info("{} passages are embedded by {} and indexed", passages.size(), embedder.model());
    }

    private void rest(Duration pause) {
        try {
            if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    private static String edition(List<Passage> passages, Embedder embedder) {
        StringBuilder ids = new StringBuilder(embedder.model());
        passages.forEach(passage -> ids.append('\n').append(passage.id()));
        return Passage.digest(ids.toString());
    }

    /** Ends the thread, waiting a second for it at most. */
    @Override
    public void close() {
        closed = true;
        keeper.interrupt();
        try {
            keeper.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
