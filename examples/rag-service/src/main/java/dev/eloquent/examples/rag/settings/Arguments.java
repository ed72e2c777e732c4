package dev.eloquent.examples.rag.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The command line. */
record Arguments(boolean local, Optional<Path> data) {
    static Arguments of(List<String> arguments, Faults faults) {
        boolean local = false;
        Optional<Path> data = Optional.empty();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            switch (argument) {
                case "--local" -> local = true;
                case "--data" -> data = folder(rest, faults);
                default -> faults.addWithUsage("unknown argument '" + argument + "'");
            }
        }
        if (data.isPresent() && !local) {
            faults.addWithUsage("--data is for --local: it says where the local database is kept");
        }
        return new Arguments(local, data);
    }

    private static Optional<Path> folder(Iterator<String> rest, Faults faults) {
        String text = rest.hasNext() ? rest.next() : "";
        if (text.isBlank() || text.startsWith("--")) {
            faults.addWithUsage("--data must be followed by a folder");
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            faults.addWithUsage("--data must be followed by a folder, was '" + text + "'");
            return Optional.empty();
        }
    }
}
