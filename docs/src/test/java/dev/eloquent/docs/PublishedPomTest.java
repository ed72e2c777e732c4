package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The POMs that leave the house say all that Maven Central demands, and nothing that is only ours. */
final class PublishedPomTest {
    private static final List<String> DEMANDED = List.of(
            "groupId",
            "artifactId",
            "version",
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/connection",
            "scm/developerConnection",
            "scm/url");
    private static final List<String> OURS_ALONE = List.of(
            "parent", "modules", "properties", "build", "profiles", "repositories", "pluginRepositories", "reporting");

    static Stream<Repository.Module> published() {
        return Repository.published().stream();
    }

    @ParameterizedTest
    @MethodSource("published")
    void saysWhatCentralDemands(Repository.Module module) {
        Pom flattened = Pom.read(module.folder().resolve("target/flattened-pom.xml"));

        assertThat(faults(flattened)).as("the POM that users of %s get", module).isEmpty();
        assertThat(flattened.text("description"))
                .as("a description of %s's own, not the parent's", module)
                .isNotEqualTo(Repository.PARENT.text("description"));
        assertThat(flattened.text("url")).isEqualTo(Repository.PARENT.text("url"));
        assertThat(flattened.text("scm", "url")).isEqualTo(Repository.PARENT.text("scm", "url"));
    }

    @Test
    void theBomListsTheLibrariesAndNothingElse() {
        Pom bom = Pom.read(Repository.ROOT.resolve("eloquent-bom/target/flattened-pom.xml"));

        assertThat(bom.all("dependencyManagement", "dependencies", "dependency"))
                .extracting(dependency -> Pom.child(dependency, "artifactId", "?"))
                .containsExactlyInAnyOrderElementsOf(Repository.libraries().stream()
                        .map(Repository.Module::name)
                        .toList());
    }

    @Test
    void namesWhatIsMissingAndWhatLeaks() {
        Pom poor = Pom.parse("""
                <project>
                  <parent><groupId>g</groupId></parent>
                  <groupId>g</groupId><artifactId>a</artifactId><version>1</version>
                  <name>A</name><description></description><url>https://example.org</url>
                  <licenses><license><name>Apache-2.0</name><url>https://example.org</url></license></licenses>
                  <developers><developer><name>D</name></developer></developers>
                  <scm><connection>c</connection><url>u</url></scm>
                  <dependencies><dependency><artifactId>x</artifactId><scope>test</scope></dependency></dependencies>
                </project>""");
        assertThat(faults(poor))
                .containsExactly(
                        "missing: description",
                        "missing: scm/developerConnection",
                        "of no use to a user: parent",
                        "of no use to a user: test dependency x");
    }

    private static List<String> faults(Pom pom) {
        List<String> faults = new ArrayList<>();
        for (String path : DEMANDED) {
            if (pom.text(path.split("/", -1)).isEmpty()) {
                faults.add("missing: " + path);
            }
        }
        for (String element : OURS_ALONE) {
            if (!pom.all(element).isEmpty()) {
                faults.add("of no use to a user: " + element);
            }
        }
        for (var dependency : pom.all("dependencies", "dependency")) {
            if (Pom.child(dependency, "scope", "compile").equals("test")) {
                faults.add("of no use to a user: test dependency " + Pom.child(dependency, "artifactId", "?"));
            }
        }
        return faults;
    }
}
