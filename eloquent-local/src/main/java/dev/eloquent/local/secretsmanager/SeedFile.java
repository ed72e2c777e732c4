package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.ServiceFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/** Secrets from a file, {@code {"name": "string" or {object}}}. What is wrong with it is told without its values. */
final class SeedFile {
    private SeedFile() {}

    static void read(Path file, BiConsumer<String, SecretValue> secrets, List<String> faults) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            faults.add("seed must be a file, there is none at " + file);
            return;
        } catch (IOException e) {
            faults.add("seed must be a file that can be read, " + file + " cannot: " + e.getMessage());
            return;
        }
        try {
            Json.object(bytes, "seed " + file).properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                if (value.isTextual()) {
                    secrets.accept(entry.getKey(), SecretValue.of(value.textValue()));
                } else if (value.isObject()) {
                    secrets.accept(entry.getKey(), SecretValue.of(value.toString()));
                } else {
                    faults.add("seed " + file + ": the secret \"" + entry.getKey()
                            + "\" must be a string or an object of JSON");
                }
            });
        } catch (ServiceFault notAnObject) {
            faults.add(notAnObject.message());
        }
    }
}
