package dev.eloquent.secrets;

import java.util.List;
import java.util.function.Predicate;

/** A format whose values must besides be of some use. */
record ValidatedFormat<T>(Format<T> format, String rule, Predicate<? super T> holds) implements Format<T> {
    @Override
    public T parse(SecretPayload payload) throws Unparsable {
        T value = format.parse(payload);
        if (!holds.test(value)) {
            throw new Unparsable("the validator refuses it: " + rule);
        }
        return value;
    }

    @Override
    public List<String> faults() {
        return format.faults();
    }
}
