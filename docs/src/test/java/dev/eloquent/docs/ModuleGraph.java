package dev.eloquent.docs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Modules and what each depends on, other than in tests; {@code edges} read "a --> b". */
record ModuleGraph(Set<String> modules, Set<String> edges) {
    private static final Pattern MERMAID = Pattern.compile("(?s)```mermaid\\R(.*?)```");
    private static final Pattern LABEL = Pattern.compile("\\[[^]]*]|\\([^)]*\\)");
    private static final Pattern EDGE = Pattern.compile("([\\w-]+)\\s+-->\\s+([\\w-]+)");
    private static final Pattern NODE = Pattern.compile("[\\w-]+");

    static ModuleGraph ofPoms(Collection<Pom> poms) {
        Set<String> modules = new TreeSet<>();
        poms.forEach(pom -> modules.add(pom.artifactId()));
        Set<String> edges = new TreeSet<>();
        for (Pom pom : poms) {
            for (var dependency : pom.all("dependencies", "dependency")) {
                boolean ours = Pom.child(dependency, "groupId", "").equals("${project.groupId}");
                boolean test = Pom.child(dependency, "scope", "compile").equals("test");
                if (ours && !test) {
                    edges.add(pom.artifactId() + " --> " + Pom.child(dependency, "artifactId", "?"));
                }
            }
        }
        return new ModuleGraph(modules, edges);
    }

    /** Reads the first mermaid block: a line is an edge "a --> b" or a lonely module "a", labels allowed. */
    static ModuleGraph ofMermaid(String markdown) {
        Matcher block = MERMAID.matcher(markdown);
        if (!block.find()) {
            throw new IllegalArgumentException("no ```mermaid block");
        }
        Set<String> modules = new TreeSet<>();
        Set<String> edges = new TreeSet<>();
        for (String line : block.group(1).lines().toList()) {
            String plain = LABEL.matcher(line).replaceAll("").trim();
            Matcher edge = EDGE.matcher(plain);
            if (edge.matches()) {
                modules.add(edge.group(1));
                modules.add(edge.group(2));
                edges.add(edge.group(1) + " --> " + edge.group(2));
            } else if (NODE.matcher(plain).matches()) {
                modules.add(plain);
            } else if (!plain.isEmpty() && !plain.startsWith("graph ") && !plain.startsWith("%%")) {
                throw new IllegalArgumentException("a line this test cannot read: " + line.trim());
            }
        }
        return new ModuleGraph(modules, edges);
    }

    /** What is wrong with the drawing, seen from these POMs. */
    List<String> faultsOf(ModuleGraph drawing) {
        List<String> faults = new ArrayList<>();
        missing(modules, drawing.modules, "module in the POMs, not drawn: ", faults);
        missing(drawing.modules, modules, "module drawn, not in the POMs: ", faults);
        missing(edges, drawing.edges, "dependency in the POMs, not drawn: ", faults);
        missing(drawing.edges, edges, "dependency drawn, not in the POMs: ", faults);
        return faults;
    }

    private static void missing(Set<String> of, Set<String> in, String fault, List<String> faults) {
        of.stream().filter(each -> !in.contains(each)).map(fault::concat).forEach(faults::add);
    }
}
