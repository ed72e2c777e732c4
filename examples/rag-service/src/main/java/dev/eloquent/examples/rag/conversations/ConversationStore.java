package dev.eloquent.examples.rag.conversations;

import dev.eloquent.examples.rag.database.Database;
import dev.eloquent.examples.rag.passages.FoundPassage;
import dev.eloquent.examples.rag.passages.Passage;
import dev.eloquent.examples.rag.web.Problem;
import dev.eloquent.examples.rag.web.Refusal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The conversations in PostgreSQL. Each method is one transaction, blocks, and may be called by any thread. */
public final class ConversationStore {
    /** So that reading a conversation has an upper bound. */
    static final int MOST_QUESTIONS = 50;

    private final Database database;
    private final Clock clock;

    public ConversationStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Adds a question with its answer and passages: all of it, or nothing.
     *
     * @param conversation empty begins a new one
     * @return the conversation's id
     */
    public UUID add(Optional<UUID> conversation, String question, String answer, List<FoundPassage> passages) {
        OffsetDateTime now = clock.instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
        return database.inTransaction(connection -> {
            UUID id = conversation.isPresent() ? conversation.get() : begin(connection, now);
            int number = nextNumber(connection, id);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO exchange (conversation, number, asked_at, question, answer) VALUES (?, ?, ?, ?, ?)")) {
                insert.setObject(1, id);
                insert.setInt(2, number);
                insert.setObject(3, now);
                insert.setString(4, question);
                insert.setString(5, answer);
                insert.executeUpdate();
            }
            addPassages(connection, id, number, passages);
            return id;
        });
    }

    private static UUID begin(Connection connection, OffsetDateTime now) throws SQLException {
        UUID id = UUID.randomUUID();
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO conversation (id, began_at) VALUES (?, ?)")) {
            insert.setObject(1, id);
            insert.setObject(2, now);
            insert.executeUpdate();
        }
        return id;
    }

    /** Locks the conversation, so that two questions at once get a number each. */
    private static int nextNumber(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT id FROM conversation WHERE id = ? FOR UPDATE")) {
            lock.setObject(1, id);
            try (ResultSet rows = lock.executeQuery()) {
                if (!rows.next()) {
                    throw ConversationId.unknown();
                }
            }
        }
        try (PreparedStatement count =
                connection.prepareStatement("SELECT count(*) FROM exchange WHERE conversation = ?")) {
            count.setObject(1, id);
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                refuseIfFull(rows.getInt(1));
                return rows.getInt(1) + 1;
            }
        }
    }

    private static void refuseIfFull(int questions) {
        if (questions >= MOST_QUESTIONS) {
            throw new Refusal(Problem.of(
                    409,
                    "conversation-full",
                    "A conversation has at most " + MOST_QUESTIONS + " questions: begin a new one"));
        }
    }

    private static void addPassages(Connection connection, UUID id, int number, List<FoundPassage> passages)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO exchange_passage (conversation, number, rank, passage, score) VALUES (?, ?, ?, ?, ?)")) {
            for (int i = 0; i < passages.size(); i++) {
                insert.setObject(1, id);
                insert.setInt(2, number);
                insert.setInt(3, i + 1);
                insert.setString(4, passages.get(i).passage().id());
                insert.setDouble(5, passages.get(i).score());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /**
     * The last exchanges of a conversation that is to go on, oldest first.
     *
     * @throws Refusal if there is no such conversation, or it is full: better told now than after calls that are paid
     */
    public List<Exchange> last(UUID id, int most) {
        List<Exchange> all = find(id).orElseThrow(ConversationId::unknown).exchanges();
        refuseIfFull(all.size());
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    Optional<Conversation> find(UUID id) {
        return database.inTransaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT c.began_at, e.number, e.asked_at, e.question, e.answer,
                           p.id, p.source, p.title, p.text, s.score
                    FROM conversation c
                    JOIN exchange e ON e.conversation = c.id
                    LEFT JOIN exchange_passage s ON s.conversation = e.conversation AND s.number = e.number
                    LEFT JOIN passage p ON p.id = s.passage
                    WHERE c.id = ?
                    ORDER BY e.number, s.rank""")) {
                select.setObject(1, id);
                try (ResultSet rows = select.executeQuery()) {
                    return conversation(id, rows);
                }
            }
        });
    }

    private static Optional<Conversation> conversation(UUID id, ResultSet rows) throws SQLException {
        Map<Integer, Exchange> exchanges = new LinkedHashMap<>();
        Instant beganAt = Instant.EPOCH;
        while (rows.next()) {
            beganAt = instant(rows, "began_at");
            int number = rows.getInt("number");
            Exchange exchange = exchanges.get(number);
            if (exchange == null) {
                exchange = new Exchange(
                        instant(rows, "asked_at"),
                        rows.getString("question"),
                        rows.getString("answer"),
                        new ArrayList<>());
                exchanges.put(number, exchange);
            }
            if (rows.getString("id") != null) {
                Passage passage = new Passage(
                        rows.getString("id"),
                        rows.getString("source"),
                        rows.getString("title"),
                        rows.getString("text"));
                exchange.passages().add(new FoundPassage(passage, rows.getDouble("score")));
            }
        }
        return exchanges.isEmpty()
                ? Optional.empty()
                : Optional.of(new Conversation(id, beganAt, List.copyOf(exchanges.values())));
    }

    /**
     * Conversations, newest first, each with the beginning of its first question.
     *
     * @param before only those older than this one; none if it does not exist
     */
    List<Conversation.Line> list(Optional<UUID> before, int most) {
        return database.inTransaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    SELECT c.id, c.began_at, count(e.number) AS questions,
                           (SELECT left(question, 120) FROM exchange f WHERE f.conversation = c.id AND f.number = 1) AS first
                    FROM conversation c
                    JOIN exchange e ON e.conversation = c.id
                    WHERE ?::uuid IS NULL
                       OR (c.began_at, c.id) < (SELECT b.began_at, b.id FROM conversation b WHERE b.id = ?::uuid)
                    GROUP BY c.id
                    ORDER BY c.began_at DESC, c.id DESC
                    LIMIT ?""")) {
                select.setObject(1, before.orElse(null));
                select.setObject(2, before.orElse(null));
                select.setInt(3, most);
                List<Conversation.Line> lines = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        lines.add(new Conversation.Line(
                                rows.getObject("id", UUID.class),
                                instant(rows, "began_at"),
                                rows.getString("first"),
                                rows.getInt("questions")));
                    }
                }
                return lines;
            }
        });
    }

    private static Instant instant(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
