package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lettuce has no module-info, so ours must require for it what nobody else requires. */
final class ModulePathTest {
    private static Path[] usersJars() throws IOException {
        List<String> artifacts = Files.readAllLines(Path.of("runtime-jars.txt")).stream()
                .map(line -> line.substring(line.indexOf(':') + 1))
                .collect(Collectors.toList());
        artifacts.add("eloquent-redis");
        String names = artifacts.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        // Jars, or in a build that packages nothing folders of classes.
        Pattern jar = Pattern.compile(".*[/\\\\](" + names + ")(-[0-9][^/\\\\]*\\.jar|[/\\\\]target[/\\\\]classes)");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(jar.asMatchPredicate())
                .map(Path::of)
                .toArray(Path[]::new);
    }

    private static Set<String> missing(String root) throws IOException {
        ModuleFinder jars = ModuleFinder.of(usersJars());
        Configuration resolved = ModuleLayer.boot().configuration().resolve(jars, ModuleFinder.of(), Set.of(root));
        Set<String> names = jars.findAll().stream()
                .map(module -> module.descriptor().name())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names)
                .hasSize(Files.readAllLines(Path.of("runtime-jars.txt")).size() + 1);
        names.removeAll(resolved.modules().stream().map(ResolvedModule::name).collect(Collectors.toSet()));
        return names;
    }

    @Test
    void whateverUsersGetIsThereOnTheModulePath() throws IOException {
        assertThat(missing("dev.eloquent.redis")).isEmpty();
    }

    @Test
    void control_lettuceAloneMissesItsResolver() throws IOException {
        assertThat(missing("lettuce.core")).contains("io.netty.resolver.dns");
    }
}
