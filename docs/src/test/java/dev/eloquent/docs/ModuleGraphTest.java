package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ModuleGraphTest {
    private static final Pom A = Pom.parse("""
            <project><artifactId>a</artifactId><dependencies>
              <dependency><groupId>${project.groupId}</groupId><artifactId>b</artifactId></dependency>
              <dependency><groupId>${project.groupId}</groupId><artifactId>c</artifactId><scope>test</scope></dependency>
              <dependency><groupId>org.other</groupId><artifactId>d</artifactId></dependency>
            </dependencies></project>""");
    private static final Pom B = Pom.parse("<project><artifactId>b</artifactId></project>");

    @Test
    void theArchitectureDrawsWhatThePomsSay() throws IOException {
        ModuleGraph drawing = ModuleGraph.ofMermaid(Files.readString(Repository.ROOT.resolve("docs/architecture.md")));
        ModuleGraph poms = ModuleGraph.ofPoms(
                Repository.modules().stream().map(Repository.Module::pom).toList());

        assertThat(poms.faultsOf(drawing))
                .as("docs/architecture.md against the POMs: correct whichever is wrong")
                .isEmpty();
    }

    @Test
    void testDependenciesAndOtherPeoplesAreNoEdges() {
        assertThat(ModuleGraph.ofPoms(List.of(A, B)).edges()).containsExactly("a --> b");
    }

    @Test
    void acceptsTheRightDrawing() {
        assertThat(faults("graph LR\n  a[The A] --> b")).isEmpty();
    }

    @Test
    void namesADependencyThatIsNotDrawn() {
        assertThat(faults("graph LR\n  a\n  b")).containsExactly("dependency in the POMs, not drawn: a --> b");
    }

    @Test
    void namesADependencyThatIsOnlyDrawn() {
        assertThat(faults("graph LR\n  a --> b\n  b --> a"))
                .containsExactly("dependency drawn, not in the POMs: b --> a");
    }

    @Test
    void namesModulesThatDiffer() {
        assertThat(ModuleGraph.ofPoms(List.of(B)).faultsOf(drawing("graph LR\n  x")))
                .containsExactly("module in the POMs, not drawn: b", "module drawn, not in the POMs: x");
    }

    @Test
    void refusesALineItCannotRead() {
        assertThatThrownBy(() -> drawing("graph LR\n  a ==> b")).hasMessage("a line this test cannot read: a ==> b");
    }

    private static List<String> faults(String mermaid) {
        return ModuleGraph.ofPoms(List.of(A, B)).faultsOf(drawing(mermaid));
    }

    private static ModuleGraph drawing(String mermaid) {
        return ModuleGraph.ofMermaid("text\n```mermaid\n" + mermaid + "\n```\n");
    }
}
