package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our groupId is written in the root and in each parent element, so that a fork changes few lines. */
final class GroupIdTest {
    static Stream<Repository.Module> modules() {
        return Repository.modules().stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleNamesItInItsParentOnly(Repository.Module module) {
        assertThat(writtenIn(module.pom()))
                .as("where %s writes our groupId; elsewhere write ${project.groupId}", module)
                .containsExactly("parent");
    }

    @Test
    void theRootNamesItOnce() {
        assertThat(writtenIn(Repository.PARENT)).containsExactly("project");
    }

    @Test
    void findsALiteralInADependency() {
        String ours = "<groupId>" + ours() + "</groupId>";
        Pom pom = Pom.parse(
                "<project><parent>%s</parent><dependencies><dependency>%s</dependency></dependencies></project>"
                        .formatted(ours, ours));
        assertThat(writtenIn(pom)).containsExactly("parent", "dependency");
    }

    private static List<String> writtenIn(Pom pom) {
        return pom.anywhere("groupId").stream()
                .filter(groupId -> groupId.getTextContent().trim().equals(ours()))
                .map(groupId -> groupId.getParentNode().getNodeName())
                .toList();
    }

    private static String ours() {
        return Repository.PARENT.text("groupId").orElseThrow();
    }
}
