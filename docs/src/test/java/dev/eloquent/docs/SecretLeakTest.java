package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All secrets in tests begin with the same word; nothing that the tests of any module wrote has it. This module is built
 * last, so that all of that is there.
 */
final class SecretLeakTest {
    private static final String PLANTED = "planted-";

    @Test
    void noSecretIsInTheOutputOfAnyTest() throws IOException {
        List<Path> outputs = outputs(Repository.ROOT);
        assertThat(outputs)
                .as("what the tests of eloquent-secrets wrote; run `mvn verify` from the root to have it written")
                .anyMatch(output -> output.getFileName().toString().startsWith("dev.eloquent.secrets."));
        assertThat(outputs.stream().flatMap(SecretLeakTest::leaks)).isEmpty();
    }

    @Test
    void control_aLeakIsFound(@TempDir Path root) throws IOException {
        Path reports = Files.createDirectories(root.resolve("module/target/surefire-reports"));
        Files.writeString(reports.resolve("dev.eloquent.Test-output.txt"), "fine\nkey=planted-value\n");
        assertThat(outputs(root).stream().flatMap(SecretLeakTest::leaks))
                .singleElement()
                .asString()
                .contains("dev.eloquent.Test-output.txt, line 2");
    }

    private static List<Path> outputs(Path root) throws IOException {
        try (Stream<Path> files = Files.find(
                root, 6, (file, attributes) -> file.getFileName().toString().endsWith("-output.txt"))) {
            return files.filter(file -> file.getParent().endsWith("target/surefire-reports"))
                    .toList();
        }
    }

    private static Stream<String> leaks(Path output) {
        try {
            // Not all that is written is UTF-8.
            List<String> lines = Files.readString(output, StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
            return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                    .filter(i -> lines.get(i).contains(PLANTED))
                    .map(i -> output + ", line " + (i + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
