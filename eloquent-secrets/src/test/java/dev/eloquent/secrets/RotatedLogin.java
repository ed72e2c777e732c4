package dev.eloquent.secrets;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A source with one login of a database, and the stages through which a rotation takes it. */
public final class RotatedLogin implements SecretSource {
    public static final String NAME = "service/database";

    private final Map<SecretStage, SecretAnswer.Found> versions = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    /** As it is before the first rotation. */
    public RotatedLogin(String user, String password) {
        versions.put(SecretStage.CURRENT, version(user, password));
    }

    /** createSecret. */
    public void create(String user, String password) {
        versions.put(SecretStage.PENDING, version(user, password));
    }

    /** finishSecret. */
    public synchronized void finish() {
        versions.put(SecretStage.PREVIOUS, Objects.requireNonNull(versions.get(SecretStage.CURRENT)));
        versions.put(SecretStage.CURRENT, Objects.requireNonNull(versions.remove(SecretStage.PENDING)));
    }

    private SecretAnswer.Found version(String user, String password) {
        return new SecretAnswer.Found(
                String.valueOf(numbers.incrementAndGet()),
                SecretPayload.of(
                        "{\"username\":\"" + user + "\",\"password\":\"" + password + "\",\"engine\":\"postgres\"}"));
    }

    @Override
    public synchronized Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) {
        calls.incrementAndGet();
        Map<SecretRequest, SecretAnswer> answers = new ConcurrentHashMap<>();
        for (SecretRequest request : requests) {
            SecretAnswer.Found found = versions.get(request.stage());
            answers.put(
                    request,
                    found == null ? new SecretAnswer.Refused(SecretProblem.MISSING, "no such version") : found);
        }
        return answers;
    }

    public int calls() {
        return calls.get();
    }

    @Override
    public String description() {
        return "a rotation";
    }
}
