package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A library's users get the jars it promises and no other: a new one is a decision, never an accident. */
final class RuntimeJarsTest {
    static Stream<Repository.Module> libraries() {
        return Repository.libraries().stream();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void usersGetTheJarsThatAreListed(Repository.Module library) throws IOException {
        Path resolved = library.folder().resolve("target/runtime-jars.txt");
        assertThat(resolved)
                .as("what Maven resolved for %s; run `mvn verify` from the root to have it written", library)
                .exists();

        List<String> promised = Files.readAllLines(library.folder().resolve("runtime-jars.txt"));
        assertThat(RuntimeJars.faults(promised, RuntimeJars.resolved(Files.readString(resolved))))
                .as("%s/runtime-jars.txt; if the change is meant, change the file and say so in CHANGELOG.md", library)
                .isEmpty();
    }

    @Test
    void readsWhatMavenWrites() {
        String list = """

                The following files have been resolved:
                   org.slf4j:slf4j-api:jar:2.0.20:compile -- module org.slf4j
                   com.a:b:jar:linux:1:runtime\u001B[36m -- module b\u001B[0m

                """;
        assertThat(RuntimeJars.resolved(list)).containsExactly("com.a:b", "org.slf4j:slf4j-api");
    }

    @Test
    void namesAJarTooMuchAndAJarTooFew() {
        assertThat(RuntimeJars.faults(List.of("a:a", "b:b"), List.of("b:b", "c:c")))
                .containsExactly("+ users get, list does not say: c:c", "- list says, users do not get: a:a");
    }

    @Test
    void refusesAnUnsortedList() {
        assertThat(RuntimeJars.faults(List.of("b:b", "a:a"), List.of("a:a", "b:b")))
                .containsExactly("the checked-in list is not sorted, or says something twice");
    }
}
