package dev.eloquent.examples.rag.passages;

import dev.eloquent.examples.rag.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The passages in PostgreSQL. */
final class PassageStore {
    private final Database database;

    PassageStore(Database database) {
        this.database = database;
    }

    /** Adds what is not there yet; tasks that start together do not disturb each other. */
    void add(List<Passage> passages) {
        database.inTransaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO passage (id, source, title, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
                for (Passage passage : passages) {
                    insert.setString(1, passage.id());
                    insert.setString(2, passage.source());
                    insert.setString(3, passage.title());
                    insert.setString(4, passage.text());
                    insert.addBatch();
                }
                return insert.executeBatch();
            }
        });
    }

    /** Those that exist, by their ids. */
    Map<String, Passage> byId(Collection<String> ids) {
        return database.inTransaction(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT id, source, title, text FROM passage WHERE id = ANY (?)")) {
                select.setArray(1, connection.createArrayOf("text", ids.toArray()));
                Map<String, Passage> found = new HashMap<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Passage passage =
                                new Passage(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4));
                        found.put(passage.id(), passage);
                    }
                }
                return found;
            }
        });
    }
}
