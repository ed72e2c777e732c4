package dev.eloquent.examples.rag.passages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The documents that the service ships: Markdown, one title each, and a passage for each section. */
final class Documents {
    private static final String FOLDER = "/documents/";

    private Documents() {}

    /** All passages, in the order of {@code index.txt}; a jar cannot be asked for a list of its files. */
    static List<Passage> passages() {
        return read("index.txt")
                .lines()
                .filter(name -> !name.isBlank())
                .flatMap(name -> cut(name, read(name)).stream())
                .toList();
    }

    static List<Passage> cut(String source, String markdown) {
        String[] sections = markdown.split("(?m)^## ", -1);
        String title = sections[0].strip().replaceFirst("^# ", "");
        List<Passage> passages = new ArrayList<>();
        for (int i = 1; i < sections.length; i++) {
            String heading = sections[i].lines().findFirst().orElse("");
            String text = sections[i].substring(heading.length()).strip();
            passages.add(Passage.of(source, title + ": " + heading.strip(), text));
        }
        return passages;
    }

    private static String read(String name) {
        try (InputStream file = Documents.class.getResourceAsStream(FOLDER + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the document " + name, e);
        }
    }
}
