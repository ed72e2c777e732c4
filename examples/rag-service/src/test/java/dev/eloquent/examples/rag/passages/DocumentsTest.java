package dev.eloquent.examples.rag.passages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DocumentsTest {
    private static final Path FOLDER = Path.of("src/main/resources/documents");

    @Test
    void aSectionIsAPassageThatSaysWhereItIsFrom() {
        List<Passage> passages = Documents.cut("a.md", "# Cats\n\n## Food\nFish.\n\nMilk.\n\n## Sleep\nMuch.\n");

        assertThat(passages).extracting(Passage::source).containsOnly("a.md");
        assertThat(passages).extracting(Passage::title).containsExactly("Cats: Food", "Cats: Sleep");
        assertThat(passages).extracting(Passage::text).containsExactly("Fish.\n\nMilk.", "Much.");
    }

    @Test
    void aPassageThatWasChangedIsAnotherPassage() {
        String id = Passage.of("a.md", "Cats", "Fish.").id();

        assertThat(Passage.of("a.md", "Cats", "Fish.").id()).isEqualTo(id).matches("[0-9a-f]{32}");
        assertThat(Passage.of("a.md", "Cats", "Fish!").id()).isNotEqualTo(id);
        assertThat(Passage.of("b.md", "Cats", "Fish.").id()).isNotEqualTo(id);
    }

    @Test
    void theIndexNamesEveryDocument() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(Files.readAllLines(FOLDER.resolve("index.txt")))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.endsWith(".md"))
                                    .toList());
        }
    }

    @Test
    void whatIsShippedIsShortEnoughForTheModelAndDifferent() {
        List<Passage> passages = Documents.passages();

        // The local model reads 256 tokens.
        assertThat(passages)
                .hasSizeGreaterThan(30)
                .allMatch(passage -> passage.embedded().length() <= 900);
        assertThat(passages).extracting(Passage::id).doesNotHaveDuplicates();
        assertThat(passages).noneMatch(passage -> passage.text().isBlank());
    }
}
