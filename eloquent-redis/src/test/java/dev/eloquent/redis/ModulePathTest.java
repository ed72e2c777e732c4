package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ModulePath;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lettuce has no module-info, so ours must require for it what nobody else requires. */
final class ModulePathTest {
    private static Set<String> missing(String root) throws IOException {
        List<Path> entries = ModulePath.ofUsers(RedisQuotaStore.class).entries();
        ModuleFinder jars = ModuleFinder.of(entries.toArray(Path[]::new));
        Configuration resolved = ModuleLayer.boot().configuration().resolve(jars, ModuleFinder.of(), Set.of(root));
        Set<String> names = jars.findAll().stream()
                .map(module -> module.descriptor().name())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).hasSameSizeAs(entries);
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
