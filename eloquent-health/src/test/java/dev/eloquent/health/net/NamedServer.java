package dev.eloquent.health.net;

import dev.eloquent.health.CheckResult;
import java.net.URI;
import java.security.Security;
import java.time.Duration;

/** Started by {@link HttpNameMovesTest} in a JVM of its own: asks {@code web.test} and says which status it answers. */
final class NamedServer {
    private NamedServer() {}

    public static void main(String[] args) throws InterruptedException {
        Security.setProperty("networkaddress.cache.ttl", "1");
        HttpCheck check = HttpCheck.get(URI.create("http://web.test:" + args[0] + "/"));
        while (true) {
            CheckResult result = check.check(Duration.ofSeconds(2));
            System.out.println(result.details().get("http_status"));
            Thread.sleep(100);
        }
    }
}
