package dev.eloquent.secrets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Declares a secret: its name, its type, and how old it may get. Meant to be a constant, so that what a service needs is
 * known without running it; {@link IamPolicy} writes the permissions for it.
 *
 * <pre>{@code
 * static final SecretSpec<SecretText> OPENAI = SecretSpec.text("rag-service/openai");
 * static final SecretSpec<DatabaseLogin> DATABASE = SecretSpec.json("rag-service/database", DatabaseLogin.class);
 * }</pre>
 *
 * <p>Past its <b>soft</b> age a secret is asked for again, in the background; past its <b>hard</b> age, if all that
 * failed, it is not handed out any more. Both count from when the source last said that this is the current value.
 * Nothing is checked here, so that a constant never fails to initialise: {@link Secrets} tells all that is wrong at once.
 *
 * <p>Immutable.
 *
 * @param <T> what the secret is read as
 */
public final class SecretSpec<T> {
    /** How old a secret gets before it is asked for again: 10 min, some 160 times a day. */
    public static final Duration DEFAULT_SOFT_AGE = Duration.ofMinutes(10);

    /** How old a secret gets before it is not handed out any more: 24 h, a day to mend what is wrong. */
    public static final Duration DEFAULT_HARD_AGE = Duration.ofHours(24);

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(365);

    /** As the API of Secrets Manager has it; an ARN also has colons. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@:!-]{1,2048}");

    private final String name;
    private final Format<T> format;
    private final Duration softAge;
    private final Duration hardAge;
    private final boolean keepsPrevious;

    private SecretSpec(String name, Format<T> format, Duration softAge, Duration hardAge, boolean keepsPrevious) {
        this.name = Objects.requireNonNull(name, "name");
        this.format = format;
        this.softAge = Objects.requireNonNull(softAge, "softAge");
        this.hardAge = Objects.requireNonNull(hardAge, "hardAge");
        this.keepsPrevious = keepsPrevious;
    }

    private static <T> SecretSpec<T> of(String name, Format<T> format) {
        return new SecretSpec<>(name, format, DEFAULT_SOFT_AGE, DEFAULT_HARD_AGE, false);
    }

    /** A secret that is text as a whole. */
    public static SecretSpec<SecretText> text(String name) {
        return of(name, Format.TEXT);
    }

    /** A secret that is bytes; of one that was stored as text, its bytes in UTF-8. */
    public static SecretSpec<SecretBytes> bytes(String name) {
        return of(name, Format.BYTES);
    }

    /** One field of a secret that is a JSON object: text, or a number or boolean as it is written there. */
    public static SecretSpec<SecretText> field(String name, String field) {
        Objects.requireNonNull(field, "field");
        return of(name, payload -> JsonObject.read(payload).text(field));
    }

    /**
     * A secret that is a JSON object, as a record: each component is the field of its name, unknown fields are left out.
     * Components may be {@link SecretText}, {@code String}, {@code int}, {@code long}, {@code boolean}, or an {@code
     * Optional} of {@code SecretText} or {@code String}. A record's own {@code toString} prints its components: let those
     * that are secret be {@code SecretText}, which is masked there.
     */
    public static <R extends Record> SecretSpec<R> json(String name, Class<R> type) {
        return of(name, new JsonRecord<>(Objects.requireNonNull(type, "type")));
    }

    /** With another soft age, 1 s to 365 days, at most the hard one. */
    public SecretSpec<T> softAge(Duration value) {
        return new SecretSpec<>(name, format, value, hardAge, keepsPrevious);
    }

    /** With another hard age, 1 s to 365 days. */
    public SecretSpec<T> hardAge(Duration value) {
        return new SecretSpec<>(name, format, softAge, value, keepsPrevious);
    }

    /** Keeps the value that a rotation has replaced: what was signed or encrypted with it is still to be read. */
    public SecretSpec<T> keepsPrevious() {
        return new SecretSpec<>(name, format, softAge, hardAge, true);
    }

    /**
     * Takes only values for which this holds; a new one for which it does not is not published, the old one stays.
     *
     * @param rule what must hold, for messages: {@code "must begin with sk-"}
     */
    public SecretSpec<T> validated(String rule, Predicate<? super T> holds) {
        Format<T> validated = new ValidatedFormat<>(
                format, Objects.requireNonNull(rule, "rule"), Objects.requireNonNull(holds, "holds"));
        return new SecretSpec<>(name, validated, softAge, hardAge, keepsPrevious);
    }

    /** The name, or the ARN. */
    public String name() {
        return name;
    }

    /** Past which it is asked for again. */
    public Duration softAge() {
        return softAge;
    }

    /** Past which it is not handed out any more. */
    public Duration hardAge() {
        return hardAge;
    }

    boolean isPreviousKept() {
        return keepsPrevious;
    }

    T parse(SecretPayload payload) throws Unparsable {
        try {
            return format.parse(payload);
        } catch (RuntimeException thrownByAValidator) {
            // Its message may have the value in it.
            throw new Unparsable(
                    "it was refused by a " + thrownByAValidator.getClass().getName());
        }
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!NAME.matcher(name).matches()) {
            faults.add("a name must be 1 to 512 letters, digits and /_+=.@-, or an ARN, was '" + name + "'");
        }
        within(faults, "softAge", softAge);
        within(faults, "hardAge", hardAge);
        if (faults.isEmpty() && softAge.compareTo(hardAge) > 0) {
            faults.add("softAge of '" + name + "' must be at most hardAge = " + hardAge + ", was " + softAge);
        }
        faults.addAll(format.faults());
        return faults;
    }

    private void within(List<String> faults, String setting, Duration value) {
        if (value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0) {
            faults.add(setting + " of '" + name + "' must be from " + LEAST + " to " + MOST + ", was " + value);
        }
    }

    /** Its name, no value: it has none. */
    @Override
    public String toString() {
        return "SecretSpec[" + name + "]";
    }
}
