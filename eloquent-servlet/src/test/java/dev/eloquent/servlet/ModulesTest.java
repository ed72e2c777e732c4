package dev.eloquent.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.metrics.http.HttpRoutes;
import dev.eloquent.servlet.health.HealthServlet;
import dev.eloquent.servlet.shutdown.DrainFilter;
import dev.eloquent.servlet.telemetry.TelemetryFilter;
import dev.eloquent.shutdown.Shutdown;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Servlet;
import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.slf4j.Logger;

/** No concern is required: the module resolves without, and a package works with its own concern and no other. */
@DisabledIfSystemProperty(
        named = "servlet.version",
        matches = "6.1",
        disabledReason = "Tomcat's jar holds the API in a module of its own name")
final class ModulesTest {
    private static final String US = "dev.eloquent.servlet";
    private static final String HEALTH = "dev.eloquent.health";
    private static final String METRICS = "dev.eloquent.metrics";
    private static final String CORE = "dev.eloquent.core";

    @Test
    void theModuleResolvesWithoutAnyConcern() throws Exception {
        Configuration resolved = resolve(List.of(US), HealthServlet.class, Servlet.class);
        assertThat(resolved.modules())
                .extracting(module -> module.name())
                .containsExactlyInAnyOrder(US, "jakarta.servlet");

        Module servlet = layer(resolved).findModule(US).orElseThrow();
        assertThatThrownBy(() -> doorOf(servlet, HealthServlet.class)).isInstanceOf(NoClassDefFoundError.class);
        assertThatThrownBy(() -> doorOf(servlet, DrainFilter.class)).isInstanceOf(NoClassDefFoundError.class);
        assertThatThrownBy(() -> doorOf(servlet, TelemetryFilter.class)).isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void healthWorksWithEloquentHealthAlone() throws Exception {
        Configuration resolved = resolve(
                List.of(US, HEALTH),
                HealthServlet.class,
                Servlet.class,
                HealthChecks.class,
                JsonFactory.class,
                Logger.class);
        Module servlet = layer(resolved).findModule(US).orElseThrow();
        assertThat(doorOf(servlet, HealthServlet.class)).isEqualTo(HEALTH);
    }

    @Test
    void shutdownWorksWithEloquentCoreAlone() throws Exception {
        Configuration resolved = resolve(
                List.of(US, CORE), DrainFilter.class, Servlet.class, Shutdown.class, JsonFactory.class, Logger.class);
        Module servlet = layer(resolved).findModule(US).orElseThrow();
        assertThat(doorOf(servlet, DrainFilter.class)).isEqualTo(CORE);
    }

    /** With the jars that it brings, and what this module may use of its inside. */
    @Test
    void telemetryWorksWithEloquentMetricsAlone() throws Exception {
        List<Path> paths = new ArrayList<>(runtimeJarsOfMetrics());
        for (Class<?> type : List.of(TelemetryFilter.class, Servlet.class, HttpRoutes.class)) {
            paths.add(placeOf(type));
        }
        Configuration resolved = resolve(List.of(US, METRICS), paths);
        Module servlet = layer(resolved).findModule(US).orElseThrow();
        assertThat(doorOf(servlet, TelemetryFilter.class)).isEqualTo("micrometer.core");
        ClassLoader loader = servlet.getClassLoader();
        Class<?> registry = loader.loadClass(MeterRegistry.class.getName());
        Class<?> routes = loader.loadClass(HttpRoutes.class.getName());
        Object filter = loader.loadClass(TelemetryFilter.class.getName())
                .getMethod("metrics", registry, routes)
                .invoke(
                        null,
                        loader.loadClass(SimpleMeterRegistry.class.getName())
                                .getConstructor()
                                .newInstance(),
                        routes.getMethod("of", String[].class).invoke(null, (Object) new String[] {"/orders"}));
        assertThat(filter.getClass().getModule()).isSameAs(servlet);
        assertThat(routes.getModule().getName()).isEqualTo(METRICS);
    }

    private static List<Path> runtimeJarsOfMetrics() throws IOException {
        List<Path> jars = new ArrayList<>();
        List<String> promised = Files.readAllLines(Path.of("../eloquent-metrics/runtime-jars.txt"));
        for (String artifact : promised) {
            Path place = Path.of(artifact.substring(0, artifact.indexOf(':')).replace('.', '/'))
                    .resolve(artifact.substring(artifact.indexOf(':') + 1));
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path jar = Path.of(entry);
                if (jar.getNameCount() > 3 && jar.getParent().getParent().endsWith(place)) {
                    jars.add(jar);
                }
            }
        }
        assertThat(jars).hasSameSizeAs(promised);
        return jars;
    }

    /** The module of what a class's door takes. */
    private static String doorOf(Module servlet, Class<?> door) throws ClassNotFoundException {
        Class<?> type = Class.forName(door.getName(), true, servlet.getClassLoader());
        for (var method : type.getMethods()) {
            if (method.getName().equals("of")) {
                return method.getParameterTypes()[0].getModule().getName();
            }
        }
        throw new AssertionError("no door in " + type);
    }

    private static Configuration resolve(List<String> roots, Class<?>... whereTheModulesAre) throws URISyntaxException {
        List<Path> paths = new ArrayList<>();
        for (Class<?> type : whereTheModulesAre) {
            paths.add(placeOf(type));
        }
        return resolve(roots, paths);
    }

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Configuration resolve(List<String> roots, List<Path> paths) {
        return ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(paths.toArray(Path[]::new)), ModuleFinder.of(), Set.copyOf(roots));
    }

    private static ModuleLayer layer(Configuration configuration) {
        return ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
    }
}
