package dev.eloquent.examples.rag.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.examples.rag.GivenKeys;
import dev.eloquent.examples.rag.database.Database;
import dev.eloquent.examples.rag.passages.FoundPassage;
import dev.eloquent.examples.rag.passages.Passage;
import dev.eloquent.examples.rag.web.Refusal;
import dev.eloquent.testing.PostgresServer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConversationStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T22:40:31.207Z");
    private static final Passage KNOWN = new Passage("p1", "a.md", "Cats", "Fish.");
    private static final Passage UNKNOWN = new Passage("p2", "a.md", "Dogs", "Bones.");
    private static PostgresServer postgres;
    private static Database database;

    private final ConversationStore store = new ConversationStore(database, Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeAll
    static void start() throws SQLException {
        postgres = PostgresServer.start();
        database = Database.open(postgres.jdbcUrl(), GivenKeys.of(postgres));
        database.migrate();
        postgres.execute("INSERT INTO passage VALUES ('p1', 'a.md', 'Cats', 'Fish.')");
    }

    @AfterAll
    static void stop() {
        database.close();
        postgres.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        postgres.execute("DELETE FROM conversation");
    }

    @Test
    void keepsWhatItWasGiven() {
        List<FoundPassage> shown = List.of(new FoundPassage(KNOWN, 0.5));
        UUID id = store.add(Optional.empty(), "What?", "That.", shown);

        assertThat(store.find(id))
                .contains(new Conversation(id, NOW, List.of(new Exchange(NOW, "What?", "That.", shown))));
        assertThat(store.list(Optional.empty(), 10)).containsExactly(new Conversation.Line(id, NOW, "What?", 1));
        assertThat(store.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void aFaultAtTheLastStatementLeavesNothing() throws SQLException {
        List<FoundPassage> shown = List.of(new FoundPassage(KNOWN, 0.5), new FoundPassage(UNKNOWN, 0.4));

        assertThatThrownBy(() -> store.add(Optional.empty(), "What?", "That.", shown))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the database refused a statement, SQLState 23503");
        assertThat(postgres.queryLong("SELECT count(*) FROM conversation")).isZero();
        assertThat(postgres.queryLong("SELECT count(*) FROM exchange")).isZero();
        assertThat(postgres.queryLong("SELECT count(*) FROM exchange_passage")).isZero();
    }

    @Test
    void questionsAtTheSameTimeGetANumberEach() throws Exception {
        UUID id = store.add(Optional.empty(), "First?", "Yes.", List.of());
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Future<UUID>> asked = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                asked.add(clients.submit(() -> store.add(Optional.of(id), "More?", "Yes.", List.of())));
            }
            for (Future<UUID> each : asked) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(store.find(id).orElseThrow().exchanges()).hasSize(41);
        assertThat(postgres.queryLong("SELECT max(number) FROM exchange")).isEqualTo(41);
    }

    @Test
    void aConversationThatIsFullTakesNoMore() {
        UUID id = store.add(Optional.empty(), "First?", "Yes.", List.of());
        IntStream.range(1, ConversationStore.MOST_QUESTIONS)
                .forEach(i -> store.add(Optional.of(id), "More?", "Yes.", List.of()));

        assertThatThrownBy(() -> store.add(Optional.of(id), "More?", "Yes.", List.of()))
                .isInstanceOf(Refusal.class)
                .hasMessage("A conversation has at most 50 questions: begin a new one");
        assertThatThrownBy(() -> store.last(id, 3))
                .isInstanceOf(Refusal.class)
                .hasMessage("A conversation has at most 50 questions: begin a new one");
    }

    @Test
    void pagesNeitherRepeatNorSkipThoughAllBeganAtTheSameTime() {
        List<UUID> all = IntStream.range(0, 25)
                .mapToObj(i -> store.add(Optional.empty(), "What?", "That.", List.of()))
                .toList();
        List<UUID> read = new ArrayList<>();
        Optional<UUID> before = Optional.empty();
        List<Conversation.Line> page = store.list(before, 10);
        while (!page.isEmpty()) {
            page.forEach(line -> read.add(line.id()));
            page = store.list(Optional.of(read.get(read.size() - 1)), 10);
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void aMigratedDatabaseIsLeftAsItIs() {
        Database again = Database.open(postgres.jdbcUrl(), GivenKeys.of(postgres));
        UUID id = store.add(Optional.empty(), "What?", "That.", List.of());
        again.migrate();
        again.migrate();
        again.close();
        assertThat(store.find(id)).isPresent();
    }
}
