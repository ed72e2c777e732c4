package dev.eloquent.health.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** An authority of our own and what it has signed, made by the JDK's keytool when they are needed. */
final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    static Certificates makeIn(Path folder) throws Exception {
        Certificates made = new Certificates(folder);
        made.key("authority", "CN=Authority", "-ext", "bc:c", "-startdate", "-100d", "-validity", "3650");
        made.keytool("-exportcert", "-alias", "authority", "-keystore", "authority.p12", "-file", "authority.cer");
        made.keytool("-importcert", "-noprompt", "-alias", "a", "-file", "authority.cer", "-keystore", "trusted.p12");
        return made;
    }

    /** Whom the good ones can be trusted by. */
    KeyStore authority() throws Exception {
        return load("trusted");
    }

    /** For localhost, 90 days long, of which 60 are left. */
    KeyStore good() throws Exception {
        return signed("good", "authority", "localhost", "-30d", 90);
    }

    KeyStore expired() throws Exception {
        return signed("expired", "authority", "localhost", "-30d", 29);
    }

    KeyStore notYetValid() throws Exception {
        return signed("future", "authority", "localhost", "+2d", 90);
    }

    KeyStore ofAnotherHost() throws Exception {
        return signed("other", "authority", "example.com", "-30d", 90);
    }

    KeyStore selfSigned() throws Exception {
        key("self", "CN=localhost", "-ext", "san=dns:localhost", "-startdate", "-30d", "-validity", "90");
        return load("self");
    }

    /** Good itself, but signed by an authority in between that has expired. */
    KeyStore ofAnExpiredIntermediate() throws Exception {
        key("between", "CN=Between", "-startdate", "-30d", "-validity", "60");
        sign("between", "authority", "-ext", "bc:c", "-startdate", "-30d", "-validity", "20");
        return signed("below", "between", "localhost", "-30d", 90);
    }

    private KeyStore signed(String name, String by, String host, String from, int days) throws Exception {
        key(name, "CN=" + host, "-startdate", "-30d", "-validity", "90");
        sign(name, by, "-ext", "san=dns:" + host, "-startdate", from, "-validity", String.valueOf(days));
        return load(name);
    }

    private void key(String name, String subject, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-alias", name));
        arguments.addAll(List.of("-dname", subject, "-keystore", name + ".p12"));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(String[]::new));
    }

    /** Replaces the self-signed certificate of the key by one of the authority, together with the authority's own. */
    private void sign(String name, String by, String... more) throws Exception {
        keytool("-certreq", "-alias", name, "-keystore", name + ".p12", "-file", name + ".csr");
        List<String> arguments = new ArrayList<>(List.of("-gencert", "-rfc", "-alias", by, "-keystore", by + ".p12"));
        arguments.addAll(List.of("-infile", name + ".csr", "-outfile", name + ".pem"));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(String[]::new));
        Path chain = folder.resolve(by + ".pem");
        if (!Files.exists(chain)) {
            keytool("-exportcert", "-rfc", "-alias", by, "-keystore", by + ".p12", "-file", by + ".pem");
        }
        Files.writeString(
                folder.resolve(name + ".pem"),
                Files.readString(folder.resolve(name + ".pem")) + Files.readString(chain));
        keytool("-importcert", "-noprompt", "-alias", "root", "-file", "authority.cer", "-keystore", name + ".p12");
        keytool("-importcert", "-noprompt", "-alias", name, "-file", name + ".pem", "-keystore", name + ".p12");
    }

    private KeyStore load(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            store.load(in, password());
        }
        return store;
    }

    static char[] password() {
        return PASSWORD.toCharArray();
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-J-Xshare:auto", "-J-XX:TieredStopAtLevel=1"));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + output);
        }
    }
}
