package dev.eloquent.secrets;

import java.time.Duration;

/**
 * A process that starts while the name of Secrets Manager does not resolve, for {@link ProcessTest}: without patience, which
 * says why it cannot, and with it.
 */
public final class LoadingService {
    private static final SecretSpec<SecretText> ONE = SecretSpec.text("one");

    private LoadingService() {}

    public static void main(String[] args) {
        try (Secrets secrets = Secrets.from(SecretsManagerSource.fromEnvironment())
                .patience(Duration.ZERO)
                .load(ONE)) {
            System.out.println("loaded at once: " + secrets.get(ONE));
        } catch (SecretsUnavailableException | SecretsConfigurationException e) {
            System.out.println("without patience: " + e.getMessage().replace("\n", " "));
        }
        if (args.length == 0) {
            Secrets.load(ONE).close();
            System.out.println("loaded");
        }
    }
}
