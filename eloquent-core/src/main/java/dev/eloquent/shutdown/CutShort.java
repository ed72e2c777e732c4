package dev.eloquent.shutdown;

import java.util.List;

/** A step that noticed by itself that its time was over. */
final class CutShort extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ThreadStack> stacks;

    CutShort(String message, List<ThreadStack> stacks) {
        super(message, null, false, false);
        this.stacks = List.copyOf(stacks);
    }

    List<ThreadStack> stacks() {
        return stacks;
    }
}
