package dev.eloquent.examples.rag.settings;

import dev.eloquent.examples.rag.database.Login;
import dev.eloquent.examples.rag.remote.ApiAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the service was told. What is empty is started beside it, and only where {@code local} is true.
 *
 * @param data where the local database is kept; empty for one that ends with the service
 */
public record Settings(
        int port,
        boolean local,
        Optional<Path> data,
        Optional<Login> database,
        Optional<ApiAddress> pinecone,
        Optional<ApiAddress> openAi) {

    public static final String USAGE = """
            usage: java -jar rag-service.jar [--local [--data DIR]]
              --local     start whatever is not configured: PostgreSQL, a stand-in of Pinecone, an embedding model
              --data DIR  keep the local database in DIR
            environment: PORT, DATABASE_URL, DATABASE_USER, DATABASE_PASSWORD, PINECONE_INDEX_HOST, PINECONE_API_KEY,
              OPENAI_API_KEY, OPENAI_BASE_URL, STOP_TIMEOUT_SECONDS (see README.md)""";

    /**
     * Reads both.
     *
     * @throws StartFault naming everything that is missing or wrong
     */
    public static Settings of(List<String> arguments, Map<String, String> environment) {
        Faults faults = new Faults();
        Arguments line = Arguments.of(arguments, faults);
        Environment env = new Environment(environment, !line.local(), faults);
        Settings settings =
                new Settings(env.port(), line.local(), line.data(), env.database(), env.pinecone(), env.openAi());
        if (settings.data.isPresent() && settings.database.isPresent()) {
            faults.add("--data keeps the local database, but DATABASE_URL says that there is another: leave out one");
        }
        faults.throwIfAny();
        return settings;
    }

    /** Where to listen: a laptop in a café is not to serve the café. */
    public String host() {
        return local ? "127.0.0.1" : "0.0.0.0";
    }
}
