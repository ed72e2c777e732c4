package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The figures in docs/benchmarks.md are those of the committed results, as {@code benchmarks/table} prints them. */
final class BenchmarkTablesTest {
    private static final Pattern TABLES =
            Pattern.compile("<!-- tables: [^\n]* -->\n(.*?)<!-- end of the tables -->", Pattern.DOTALL);
    private static final Path RESULTS = Repository.ROOT.resolve("benchmarks/results");

    @Test
    void theDocumentHasTheTablesOfTheCommittedResults() throws Exception {
        String document = Files.readString(Repository.ROOT.resolve("docs/benchmarks.md"));
        assertThat(tables(document))
                .as("docs/benchmarks.md; run benchmarks/table to have it written")
                .isEqualTo(printed());
    }

    @Test
    void aChangedFigureIsSeenAndAMissingMarkToo() {
        assertThat(tables("a\n<!-- tables: x -->\n1 µs\n<!-- end of the tables -->\n"))
                .containsExactly("1 µs");
        assertThatThrownBy(() -> tables("a\n1 µs\n")).hasMessage("no tables between their marks");
    }

    private static List<String> tables(String document) {
        Matcher tables = TABLES.matcher(document);
        if (!tables.find()) {
            throw new IllegalArgumentException("no tables between their marks");
        }
        return tables.group(1).lines().toList();
    }

    private static List<String> printed() throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-cp", "benchmarks/target/benchmarks.jar", "dev.eloquent.benchmarks.ResultTables"));
        arguments.addAll(results());
        try (Program program = Program.java(Map.of(), arguments.toArray(String[]::new))) {
            assertThat(program.awaitExit(Duration.ofSeconds(20)))
                    .as(program.err()::toString)
                    .isZero();
            return program.out();
        }
    }

    private static List<String> results() throws IOException {
        if (!Files.exists(RESULTS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(RESULTS)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
