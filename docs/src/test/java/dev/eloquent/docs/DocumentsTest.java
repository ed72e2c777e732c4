package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents quote is there, and where they point is something. */
final class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- snippet: (\\S+) -->\\R```java\\R(.*?)```", Pattern.DOTALL);

    static Stream<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder : List.of(
                Repository.ROOT, Repository.ROOT.resolve("docs"), Repository.ROOT.resolve("examples/rag-service"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents.stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) throws IOException {
        assertThat(brokenLinks(document, Files.readString(document))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everySnippetStandsInTheProgramItNames(Path document) throws IOException {
        Matcher snippets = SNIPPET.matcher(Files.readString(document));
        while (snippets.find()) {
            Path program = Repository.ROOT.resolve(snippets.group(1));
            assertThat(isQuoted(snippets.group(2), Files.readString(program)))
                    .as("%s quotes of %s, line by line:%n%s", document.getFileName(), program, snippets.group(2))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyVersionIsOneOfTheBuild(Path document) throws IOException {
        String build = Files.readString(Repository.ROOT.resolve("pom.xml"));
        assertThat(foreignVersions(Files.readString(document), build))
                .as(document.toString())
                .isEmpty();
        assertThat(foreignVersions("<version>0.0.7</version>", build)).containsExactly("0.0.7");
    }

    /** BOMs of OpenTelemetry have the version of what they belong to, and a suffix. */
    private static List<String> foreignVersions(String text, String build) {
        return VERSION.matcher(text)
                .results()
                .map(version -> version.group(1))
                .filter(version -> !build.contains(">" + version.replaceFirst("-alpha$", "") + "<")
                        && !build.contains(">" + version + "<"))
                .toList();
    }

    @Test
    void theReadmesFirstScreenHasASnippetAndBothCommands() throws IOException {
        String readme = Files.readString(Repository.ROOT.resolve("README.md"));
        assertThat(readme).contains("java -jar examples/quickstart/target/quickstart.jar", "<!-- test-command -->");
        assertThat(SNIPPET.matcher(readme).find()).isTrue();
    }

    /** It shows all five concerns, and is to be read on one page. */
    @Test
    void theQuickstartHasFewerThanAHundredLines() throws IOException {
        assertThat(Files.readAllLines(Repository.ROOT.resolve(
                        "examples/quickstart/src/main/java/dev/eloquent/examples/quickstart/Quickstart.java")))
                .hasSizeLessThan(100);
    }

    @Test
    void aBrokenLinkAndAChangedLineAreFound() {
        Path readme = Repository.ROOT.resolve("README.md");
        assertThat(brokenLinks(readme, "[a](docs/architecture.md) [b](docs/nowhere.md) [c](https://example.com)"))
                .containsExactly("docs/nowhere.md");
        assertThat(isQuoted("one();\n\ntwo();\n", "zero();\n  one();\n  two();\n"))
                .isTrue();
        assertThat(isQuoted("one();\ntwo();\n", "one();\ntoo();\n")).isFalse();
        assertThat(isQuoted("two();\none();\n", "one();\ntwo();\n")).isFalse();
    }

    private static List<String> brokenLinks(Path document, String text) {
        List<String> broken = new ArrayList<>();
        Matcher links = LINK.matcher(text);
        while (links.find()) {
            String target = links.group(1);
            if (!target.contains("://") && !Files.exists(document.resolveSibling(target))) {
                broken.add(target);
            }
        }
        return broken;
    }

    /** The same lines in the same order, but for indentation and empty lines. */
    private static boolean isQuoted(String snippet, String program) {
        return Collections.indexOfSubList(lines(program), lines(snippet)) >= 0;
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
