package dev.eloquent.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The jars that a user of a module gets, as {@code groupId:artifactId}, sorted. */
final class RuntimeJars {
    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");
    private static final Pattern RESOLVED = Pattern.compile("(?m)^\\s+([\\w.-]+:[\\w.-]+):[\\w.-]+:");

    private RuntimeJars() {}

    /** Reads what maven-dependency-plugin's list goal wrote. */
    static List<String> resolved(String dependencyList) {
        return RESOLVED.matcher(COLOUR.matcher(dependencyList).replaceAll(""))
                .results()
                .map((MatchResult line) -> line.group(1))
                .sorted()
                .toList();
    }

    /** What differs between the checked-in list and the resolved one. */
    static List<String> faults(List<String> promised, List<String> resolved) {
        List<String> faults = new ArrayList<>();
        if (!promised.equals(promised.stream().sorted().distinct().toList())) {
            faults.add("the checked-in list is not sorted, or says something twice");
        }
        resolved.stream()
                .filter(jar -> !promised.contains(jar))
                .map("+ users get, list does not say: "::concat)
                .forEach(faults::add);
        promised.stream()
                .filter(jar -> !resolved.contains(jar))
                .map("- list says, users do not get: "::concat)
                .forEach(faults::add);
        return faults;
    }
}
