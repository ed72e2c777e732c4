package dev.eloquent.secrets;

import dev.eloquent.secrets.SecretAnswer.Found;
import dev.eloquent.secrets.SecretAnswer.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A source that does as it is told, and keeps what it was asked. */
final class ScriptedSource implements SecretSource {
    private final Map<SecretRequest, SecretAnswer> answers = new ConcurrentHashMap<>();
    private final Time time;
    private final List<Call> calls = new ArrayList<>();

    record Call(long at, Set<SecretRequest> requests) {}

    ScriptedSource(Time time) {
        this.time = time;
    }

    ScriptedSource has(String name, String version, String value) {
        answers.put(SecretRequest.current(name), new Found(version, SecretPayload.of(value)));
        return this;
    }

    ScriptedSource had(String name, String version, String value) {
        answers.put(new SecretRequest(name, SecretStage.PREVIOUS), new Found(version, SecretPayload.of(value)));
        return this;
    }

    ScriptedSource refuses(String name, SecretProblem problem) {
        answers.put(SecretRequest.current(name), new Refused(problem, "it is " + problem));
        return this;
    }

    @Override
    public synchronized Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) {
        calls.add(new Call(time.nanoTime(), requests));
        Map<SecretRequest, SecretAnswer> some = new HashMap<>();
        for (SecretRequest request : requests) {
            some.put(request, answers.getOrDefault(request, new Refused(SecretProblem.MISSING, "never heard of it")));
        }
        return some;
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How many calls were made in this last while. */
    synchronized long callsIn(Duration last) {
        long from = time.nanoTime() - last.toNanos();
        return calls.stream().filter(call -> call.at() - from > 0).count();
    }

    @Override
    public String description() {
        return "the script";
    }
}
