package dev.eloquent.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The modules of this repository, found the way Maven finds them. */
final class Repository {
    /** Surefire says in which module it runs; an IDE starts a test in the module or in the root. */
    static final Path ROOT = root(Path.of(System.getProperty("basedir", "")).toAbsolutePath());

    static final Pom PARENT = Pom.read(ROOT.resolve("pom.xml"));

    private Repository() {}

    record Module(Path folder, Pom pom) {
        String name() {
            return pom.artifactId();
        }

        /** A library that is published keeps a list of the jars that its users get. */
        boolean isLibrary() {
            return Files.exists(folder.resolve("runtime-jars.txt"));
        }

        boolean isPublished() {
            return isLibrary() || name().equals("eloquent-bom");
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static List<Module> modules() {
        return PARENT.all("modules", "module").stream()
                .map(e -> ROOT.resolve(e.getTextContent().trim()))
                .map(folder -> new Module(folder, Pom.read(folder.resolve("pom.xml"))))
                .toList();
    }

    static List<Module> published() {
        return modules().stream().filter(Module::isPublished).toList();
    }

    static List<Module> libraries() {
        return modules().stream().filter(Module::isLibrary).toList();
    }

    private static Path root(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("eloquent-bom/pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no eloquent-bom/pom.xml in or above " + start);
    }
}
