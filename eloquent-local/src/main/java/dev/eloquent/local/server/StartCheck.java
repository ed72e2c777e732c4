package dev.eloquent.local.server;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the settings of a stand-in, gathered so that all of it is told at once. */
public final class StartCheck {
    private final String what;
    private final List<String> faults = new ArrayList<>();

    /**
     * Without faults so far.
     *
     * @param what is to be started, for the message
     */
    public StartCheck(String what) {
        this.what = what;
    }

    /** Adds a fault unless this holds. */
    public StartCheck that(boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
        return this;
    }

    /** Adds a fault unless the value is one of these. */
    public StartCheck within(String name, long value, long min, long max) {
        return that(value >= min && value <= max, name + " must be from " + min + " to " + max + ", was " + value);
    }

    /** Adds a fault unless it is a port, or 0 for any that is free. */
    public StartCheck port(int port) {
        return within("port", port, 0, 65_535);
    }

    /** Adds a fault unless AWS could have a region of this name. */
    public StartCheck region(String region) {
        return that(
                region.matches("[a-z]{2,4}(-[a-z]+)+-\\d"),
                "region must be one of AWS such as eu-central-1, was \"" + region + "\"");
    }

    /** The faults so far, to which others may add. */
    public List<String> faults() {
        return faults;
    }

    /**
     * Ends the check.
     *
     * @throws IllegalArgumentException naming all faults, if there are any
     */
    public void done() {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(what + " not started: " + String.join("; ", faults));
        }
    }
}
