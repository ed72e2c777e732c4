package dev.eloquent.peers.secrets;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eloquent.secrets.SecretLookup;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.secrets.SecretsManagerSource;
import dev.eloquent.secrets.jdbc.DatabaseLogin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.lambda.powertools.parameters.cache.CacheManager;
import software.amazon.lambda.powertools.parameters.secrets.SecretsProvider;
import software.amazon.lambda.powertools.parameters.transform.Transformer;

/** A column of the table: how the library is set up as its own guide has it. */
enum SecretPeer {
    ELOQUENT("Eloquent") {
        @Override
        SecretReader open(SecretsManagerClient client, List<String> declared, Duration life) {
            Map<String, SecretSpec<SecretText>> specs =
                    declared.stream().collect(Collectors.toMap(name -> name, name -> spec(name, life)));
            Secrets secrets = Secrets.from(SecretsManagerSource.of(client))
                    .patience(Duration.ZERO)
                    .load(specs.values().toArray(SecretSpec<?>[]::new));
            SecretLookup<SecretText> texts = secrets.lookup(100, name -> spec(name, life));
            SecretLookup<SecretText> pairs =
                    secrets.lookup(100, name -> spec(name, life).keepsPrevious());
            SecretLookup<DatabaseLogin> logins = secrets.lookup(
                    100,
                    name -> SecretSpec.json(name, DatabaseLogin.class)
                            .softAge(life)
                            .hardAge(LONGEST));
            return new SecretReader() {
                @Override
                public Object read(String name) throws Exception {
                    SecretSpec<SecretText> spec = specs.get(name);
                    return spec == null
                            ? texts.get(name).get()
                            : secrets.get(spec).get();
                }

                @Override
                public Object readJson(String name) throws Exception {
                    return logins.get(name).get();
                }

                @Override
                public String readPrevious(String name) throws Exception {
                    return pairs.get(name).previous().orElseThrow().reveal();
                }

                @Override
                public void close() {
                    secrets.close();
                }
            };
        }

        private SecretSpec<SecretText> spec(String name, Duration life) {
            return SecretSpec.text(name).softAge(life).hardAge(LONGEST);
        }
    },

    CACHING("aws-secretsmanager-caching 2.2") {
        @Override
        SecretReader open(SecretsManagerClient client, List<String> declared, Duration life) throws Exception {
            SecretCache cache = new SecretCache(settings(client, life));
            SecretCache previous = new SecretCache(settings(client, life).withVersionStage("AWSPREVIOUS"));
            for (String name : declared) {
                cache.getSecretString(name);
            }
            return new SecretReader() {
                @Override
                public Object read(String name) {
                    return cache.getSecretString(name);
                }

                @Override
                public Object readJson(String name) throws Exception {
                    return JSON.readTree(cache.getSecretString(name));
                }

                @Override
                public String readPrevious(String name) {
                    return previous.getSecretString(name);
                }

                @Override
                public void close() {
                    cache.close();
                    previous.close();
                }
            };
        }

        private SecretCacheConfiguration settings(SecretsManagerClient client, Duration life) {
            return new SecretCacheConfiguration().withClient(client).withCacheItemTTL(life.toMillis());
        }
    },

    POWERTOOLS("powertools-parameters 2.9") {
        @Override
        SecretReader open(SecretsManagerClient client, List<String> declared, Duration life) {
            CacheManager caches = new CacheManager();
            caches.setDefaultExpirationTime(life);
            SecretsProvider provider = SecretsProvider.builder()
                    .withClient(client)
                    .withCacheManager(caches)
                    .build();
            declared.forEach(provider::get);
            return new SecretReader() {
                @Override
                public Object read(String name) {
                    return provider.get(name);
                }

                @Override
                public Object readJson(String name) {
                    return provider.withTransformation(Transformer.json).get(name, Login.class);
                }

                @Override
                public String readPrevious(String name) {
                    throw new UnsupportedOperationException("it reads AWSCURRENT");
                }

                @Override
                public void close() {
                    // There is nothing to close.
                }
            };
        }
    };

    /** After which a value that nobody has confirmed is not to be had any more, where that can be said. */
    static final Duration LONGEST = Duration.ofSeconds(6);

    private static final ObjectMapper JSON = new ObjectMapper();

    final String column;

    SecretPeer(String column) {
        this.column = column;
    }

    /** @param life for how long it may keep a value without asking */
    abstract SecretReader open(SecretsManagerClient client, List<String> declared, Duration life) throws Exception;

    /** For powertools, which wants fields that Jackson can set. */
    public static final class Login {
        public String username = "";
        public String password = "";
    }

    /** The password in what a reader has made of JSON. */
    static String password(Object read) {
        if (read instanceof DatabaseLogin login) {
            return login.password().reveal();
        }
        return read instanceof Login login
                ? login.password
                : ((JsonNode) read).path("password").asText();
    }

    /** The text of what a reader gave. */
    static String text(Object read) {
        return read instanceof SecretText hidden ? hidden.reveal() : String.valueOf(read);
    }
}
