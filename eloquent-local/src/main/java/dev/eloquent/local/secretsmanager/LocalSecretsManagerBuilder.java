package dev.eloquent.local.secretsmanager;

import dev.eloquent.local.server.LoopbackServer;
import dev.eloquent.local.server.StartCheck;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/**
 * The settings of a stand-in of Secrets Manager; {@link LocalSecretsManager#region} has one. Not safe for use by several
 * threads.
 */
public final class LocalSecretsManagerBuilder {
    private final String region;
    private final Map<String, SecretValue> given = new LinkedHashMap<>();
    private final List<String> twice = new ArrayList<>();
    private InstantSource clock = InstantSource.system();
    private Random random = new Random();
    private Optional<Path> seed = Optional.empty();

    LocalSecretsManagerBuilder(String region) {
        this.region = Objects.requireNonNull(region, "region");
    }

    /**
     * A secret that is there from the start.
     *
     * @param name 1 to 512 letters, digits and {@code /_+=.@!-}
     * @param value up to 65,536 bytes in UTF-8
     */
    public LocalSecretsManagerBuilder secret(String name, String value) {
        return secret(name, SecretValue.of(value));
    }

    /**
     * A binary secret that is there from the start.
     *
     * @param name 1 to 512 letters, digits and {@code /_+=.@!-}
     * @param value up to 65,536 bytes; copied
     */
    public LocalSecretsManagerBuilder secret(String name, byte[] value) {
        return secret(name, SecretValue.of(value));
    }

    private LocalSecretsManagerBuilder secret(String name, SecretValue value) {
        Objects.requireNonNull(name, "name");
        if (given.putIfAbsent(name, value) != null) {
            twice.add(name);
        }
        return this;
    }

    /** More secrets, read at the start from a file of JSON: {@code {"name": "string" or {object}}}; default none. */
    public LocalSecretsManagerBuilder seed(Path json) {
        seed = Optional.of(Objects.requireNonNull(json, "json"));
        return this;
    }

    /**
     * The clock of dates, recovery windows and signatures, for tests that move time; default the system's. A client whose
     * own clock is more than 5 minutes away is refused.
     */
    public LocalSecretsManagerBuilder clock(InstantSource value) {
        clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    LocalSecretsManagerBuilder random(Random value) {
        random = value;
        return this;
    }

    /** Starts on a port that is free. */
    public LocalSecretsManager start() {
        return start(0);
    }

    /**
     * Starts.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @throws IllegalArgumentException naming all settings that are out of range, and all that is wrong with the seed
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public LocalSecretsManager start(int port) {
        StartCheck check = new StartCheck("secretsmanager").region(region).port(port);
        Map<String, SecretValue> secrets = new LinkedHashMap<>(given);
        List<String> again = new ArrayList<>(twice);
        seed.ifPresent(file -> SeedFile.read(
                file,
                (name, value) -> {
                    if (secrets.putIfAbsent(name, value) != null) {
                        again.add(name);
                    }
                },
                check.faults()));
        again.forEach(name -> check.faults().add("the secret \"" + name + "\" is given twice"));
        secrets.forEach((name, value) -> SecretEdits.check(name, value, check.faults()));
        check.done();
        SecretStore store = new SecretStore(region, clock, random);
        Permissions permissions = new Permissions();
        SecretEdits edits = new SecretEdits(store);
        secrets.forEach(edits::create);
        SecretsManagerApi api = new SecretsManagerApi(store, permissions, random);
        return new LocalSecretsManager(edits, permissions, api, LoopbackServer.start(api, port, System::nanoTime));
    }
}
