package dev.eloquent.modules;

import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Says in which modules it runs, for {@link ModulePathTest}; in a package of its own, as a user's service is. */
public final class ModularService {
    private ModularService() {}

    public static void main(String[] args) {
        SecretSpec<SecretText> spec = SecretSpec.text("one");
        try (Secrets secrets = Secrets.load(spec)) {
            System.out.println("loaded " + secrets.get(spec).get() + " by " + Secrets.class.getModule() + " and "
                    + SecretsManagerClient.class.getModule());
        }
    }
}
