package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.metrics.health.HealthMeters;
import dev.eloquent.metrics.jvm.JvmMeters;
import dev.eloquent.metrics.pool.PoolMeters;
import dev.eloquent.metrics.ratelimit.QuotaMeters;
import dev.eloquent.metrics.secrets.SecretMeters;
import dev.eloquent.metrics.shutdown.ShutdownMeters;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.shutdown.Shutdown;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** No concern is required: the module resolves without, and a package works with its own concern and no other. */
final class BindingModulesTest {
    private static final String US = "dev.eloquent.metrics";
    private static final Set<Class<?>> DOORS =
            Set.of(HealthMeters.class, QuotaMeters.class, SecretMeters.class, ShutdownMeters.class, PoolMeters.class);

    static Stream<Arguments> concerns() {
        Class<?>[] health = {HealthChecks.class, JsonFactory.class};
        Class<?>[] core = {Shutdown.class, JsonFactory.class};
        Class<?>[] secrets = {Secrets.class, SecretsManagerClient.class, JsonFactory.class};
        Class<?>[] hikari = {HikariDataSource.class};
        return Stream.of(
                Arguments.of("dev.eloquent.health", Set.of(HealthMeters.class), health),
                Arguments.of("dev.eloquent.core", Set.of(QuotaMeters.class, ShutdownMeters.class), core),
                Arguments.of("dev.eloquent.secrets", Set.of(SecretMeters.class), secrets),
                Arguments.of("com.zaxxer.hikari", Set.of(PoolMeters.class), hikari));
    }

    @ParameterizedTest
    @MethodSource("concerns")
    void onTheModulePathEachWorksWithItsOwnConcernAlone(String concern, Set<Class<?>> theirs, Class<?>[] places)
            throws Exception {
        ClassLoader loader = module(List.of(US, concern), places).getClassLoader();
        for (Class<?> door : DOORS) {
            if (theirs.contains(door)) {
                assertThat(concernsOf(door, loader)).contains(concern);
            } else {
                assertThatThrownBy(() -> concernsOf(door, loader)).isInstanceOf(NoClassDefFoundError.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("concerns")
    void onTheClassPathTheSame(String concern, Set<Class<?>> theirs, Class<?>[] places) throws Exception {
        try (URLClassLoader loader = classPath(places)) {
            for (Class<?> door : DOORS) {
                if (theirs.contains(door)) {
                    assertThat(concernsOf(door, loader)).isNotEmpty();
                } else {
                    assertThatThrownBy(() -> concernsOf(door, loader)).isInstanceOf(NoClassDefFoundError.class);
                }
            }
        }
    }

    @Test
    void theJvmIsBoundWithoutAnyConcern() throws Exception {
        Module metrics = module(List.of(US));
        assertThat(metrics.getLayer().modules())
                .extracting(Module::getName)
                .noneMatch(name -> name.matches("dev[.]eloquent[.](core|health|secrets)|com[.]zaxxer.*"));
        assertThat(boundSeriesOfTheJvm(metrics.getClassLoader())).isBetween(8, 13);
        try (URLClassLoader loader = classPath()) {
            assertThat(boundSeriesOfTheJvm(loader)).isBetween(8, 13);
        }
    }

    private static int boundSeriesOfTheJvm(ClassLoader loader) throws Exception {
        Object registry =
                load(SimpleMeterRegistry.class, loader).getConstructor().newInstance();
        Class<?> type = load(JvmMeters.class, loader);
        Object meters = type.getMethod("standard").invoke(null);
        type.getMethod("bindTo", load(MeterRegistry.class, loader)).invoke(meters, registry);
        List<?> bound = (List<?>) registry.getClass().getMethod("getMeters").invoke(registry);
        ((AutoCloseable) meters).close();
        return bound.size();
    }

    /** The modules of what the door takes; fails if one is missing. */
    private static Set<String> concernsOf(Class<?> door, ClassLoader loader) throws ClassNotFoundException {
        Set<String> modules = new HashSet<>();
        for (Method method : load(door, loader).getMethods()) {
            if (method.getName().equals("of")) {
                Arrays.stream(method.getParameterTypes())
                        .map(type -> type.isArray() ? type.getComponentType() : type)
                        .forEach(type ->
                                modules.add(String.valueOf(type.getModule().getName())));
            }
        }
        assertThat(modules).isNotEmpty();
        return modules;
    }

    private static Class<?> load(Class<?> type, ClassLoader loader) throws ClassNotFoundException {
        Class<?> loaded = Class.forName(type.getName(), true, loader);
        assertThat(loaded).isNotSameAs(type);
        return loaded;
    }

    private static Module module(List<String> roots, Class<?>... places) throws IOException, URISyntaxException {
        Configuration resolved = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(paths(places).toArray(Path[]::new)), ModuleFinder.of(), new HashSet<>(roots));
        return ModuleLayer.boot()
                .defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader())
                .findModule(US)
                .orElseThrow();
    }

    private static URLClassLoader classPath(Class<?>... places) throws IOException, URISyntaxException {
        List<URL> urls = new ArrayList<>();
        for (Path path : paths(places)) {
            urls.add(path.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Ours, what its users get, and where these classes come from. */
    private static Set<Path> paths(Class<?>... places) throws IOException, URISyntaxException {
        Set<Path> paths = new HashSet<>();
        List<Path> all = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
        for (String artifact : Files.readAllLines(Path.of("runtime-jars.txt"))) {
            Path place = Path.of(artifact.substring(0, artifact.indexOf(':')).replace('.', '/'))
                    .resolve(artifact.substring(artifact.indexOf(':') + 1));
            all.stream()
                    .filter(jar -> jar.getNameCount() > 3
                            && jar.getParent().getParent().endsWith(place))
                    .forEach(paths::add);
        }
        paths.add(placeOf(HealthMeters.class));
        for (Class<?> place : places) {
            paths.add(placeOf(place));
        }
        return paths;
    }

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
