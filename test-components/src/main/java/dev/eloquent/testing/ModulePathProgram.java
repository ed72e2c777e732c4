package dev.eloquent.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program that is a module of its own, to be run with nothing on the class path. It sees only what the modules export,
 * and the system's modules that somebody requires.
 *
 * <pre>{@code
 * ModulePath users = ModulePath.ofUsers(Secrets.class);
 * ModulePathProgram program = ModulePathProgram.compile(folder, SERVICE, "requires dev.eloquent.secrets;", users);
 * try (ChildJvm child = program.with(users).start()) {
 *     assertThat(child.awaitExit(LIMIT)).hasValue(0);
 * }
 * }</pre>
 */
public final class ModulePathProgram {
    private final Path classes;

    private ModulePathProgram(Path classes) {
        this.classes = classes;
    }

    /**
     * Compiles it.
     *
     * @param folder an empty one, for what is written
     * @param service the source of its class {@code service.Service}, which has the {@code main} method
     * @param directives of its module, {@code service}
     */
    public static ModulePathProgram compile(Path folder, String service, String directives, ModulePath path)
            throws IOException {
        Path main = Files.writeString(folder.resolve("Service.java"), service);
        Path module = Files.writeString(folder.resolve("module-info.java"), "module service { " + directives + " }");
        Path classes = folder.resolve("service");
        Javac.run("-d", classes.toString(), "--module-path", path.toString(), main.toString(), module.toString());
        return new ModulePathProgram(classes);
    }

    /** How it starts with these beside it. */
    public ChildJvm.Builder with(ModulePath path) {
        return new ChildJvm.Builder(
                "--module-path", path.with(classes).toString(), "--module", "service/service.Service");
    }
}
