package dev.eloquent.secrets;

import java.util.List;
import java.util.stream.Collectors;

/** Every secret that could not be loaded at the start, with what each of them needs. */
public final class SecretsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SecretFault> faults;

    SecretsUnavailableException(String source, List<SecretFault> faults) {
        super(faults.stream()
                .map(fault -> "\n  " + fault)
                .collect(Collectors.joining(
                        "",
                        faults.size() + (faults.size() == 1 ? " secret" : " secrets") + " cannot be had from " + source
                                + ":",
                        "")));
        this.faults = List.copyOf(faults);
    }

    /** The faults, in the order in which the secrets were declared. */
    public List<SecretFault> faults() {
        return faults;
    }
}
