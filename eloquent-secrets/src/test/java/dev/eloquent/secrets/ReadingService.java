package dev.eloquent.secrets;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A process that reads a secret all the time, for {@link ProcessTest}: {@code main(hard age in seconds, grace in seconds)}.
 * It says what it sees when it was stopped for longer than the hard age.
 */
public final class ReadingService {
    private ReadingService() {}

    public static void main(String[] args) throws InterruptedException {
        Duration hard = Duration.ofSeconds(Integer.parseInt(args[0]));
        SecretSpec<SecretText> spec =
                SecretSpec.text("one").softAge(Duration.ofSeconds(1)).hardAge(hard);
        Secret<SecretText> secret = Secrets.from(SecretsManagerSource.fromEnvironment())
                .grace(Duration.ofSeconds(Integer.parseInt(args[1])))
                .load(spec)
                .get(spec);
        System.out.println("loaded");
        boolean pastIt = false;
        long last = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            boolean woke = now - last > hard.toNanos();
            last = now;
            pastIt |= woke && secret.age().compareTo(hard) > 0;
            try {
                secret.get();
                if (pastIt && !secret.isStale()) {
                    System.out.println("read all the time, and it is fresh again");
                    pastIt = false;
                }
            } catch (SecretExpiredException e) {
                System.out.println("refused: " + e.getMessage());
                return;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
