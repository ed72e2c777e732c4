package dev.eloquent.examples.rag.database;

/**
 * Where the database is and who we are there.
 *
 * @param url as PostgreSQL's JDBC driver understands it
 */
public record Login(String url, String user, String password) {
    /** Without the password, and without the URL, which may hold one too. */
    @Override
    public String toString() {
        return user + " at a PostgreSQL";
    }
}
