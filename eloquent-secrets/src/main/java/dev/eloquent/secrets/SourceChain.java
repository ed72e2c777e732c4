package dev.eloquent.secrets;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several sources, in an order that you write down. A secret comes from the first source that has it; where an earlier one
 * says that it is missing, a line of the log names the secret and both sources. Only what is <b>missing</b> is looked for
 * in the next one: a source that does not answer, or denies, is not made good for by another, which might have an old
 * value.
 *
 * <p>Safe for use by several threads; blocks as its sources do.
 */
public final class SourceChain implements SecretSource {
    private static final Logger LOG = LoggerFactory.getLogger(SourceChain.class);

    private final List<SecretSource> sources;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private SourceChain(List<SecretSource> sources) {
        this.sources = sources;
    }

    /** The first one, then the others; all of them are closed with the chain. */
    public static SourceChain of(SecretSource first, SecretSource... others) {
        Objects.requireNonNull(first, "first");
        return new SourceChain(
                Stream.concat(Stream.of(first), Stream.of(others)).toList());
    }

    @Override
    public Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) throws InterruptedException {
        Map<SecretRequest, SecretAnswer> answers = new HashMap<>();
        Set<SecretRequest> left = new LinkedHashSet<>(requests);
        for (SecretSource source : sources) {
            if (left.isEmpty()) {
                break;
            }
            for (Map.Entry<SecretRequest, SecretAnswer> answer :
                    source.fetch(Set.copyOf(left)).entrySet()) {
                take(source, answer.getKey(), answer.getValue(), answers, left);
            }
        }
        return answers;
    }

    private void take(
            SecretSource source,
            SecretRequest request,
            SecretAnswer answer,
            Map<SecretRequest, SecretAnswer> answers,
            Set<SecretRequest> left) {
        if (answer instanceof SecretAnswer.Refused refused && refused.problem() == SecretProblem.MISSING) {
            String before = answers.get(request) instanceof SecretAnswer.Refused earlier ? earlier.text() + "; " : "";
            answers.put(
                    request,
                    new SecretAnswer.Refused(
                            SecretProblem.MISSING, before + "in " + source.description() + ": " + refused.text()));
            return;
        }
        if (answers.containsKey(request)
                && answer instanceof SecretAnswer.Found
                && told.add(request.name() + " " + source.description())) {
            LOG.warn(
                    "secret '{}' is missing in {}; it is taken from {}",
                    request.name(),
                    sources.get(0).description(),
                    source.description());
        }
        answers.put(request, answer);
        left.remove(request);
    }

    @Override
    public String description() {
        return sources.stream().map(SecretSource::description).collect(Collectors.joining(", then "));
    }

    @Override
    public void close() {
        sources.forEach(SecretSource::close);
    }
}
