package dev.eloquent.local.secretsmanager;

import java.util.HashSet;
import java.util.Set;

/** What is refused to all callers. Knows names only, so that it holds for secrets that are yet to come. Thread-safe. */
final class Permissions {
    private final Set<String> denied = new HashSet<>();
    private final Set<String> disabledKeys = new HashSet<>();
    private boolean batchDenied;

    synchronized void deny(String name, boolean deny) {
        set(denied, name, deny);
    }

    synchronized void denyBatch(boolean deny) {
        batchDenied = deny;
    }

    synchronized void disableKey(String name, boolean disable) {
        set(disabledKeys, name, disable);
    }

    private static void set(Set<String> names, String name, boolean there) {
        if (there) {
            names.add(name);
        } else {
            names.remove(name);
        }
    }

    /** @param resource its ARN, or whatever was asked for if there is none */
    synchronized void checkRead(String name, String resource) {
        if (denied.contains(name)) {
            throw WireError.denied("GetSecretValue", " on resource: " + resource);
        }
    }

    synchronized void checkBatch() {
        if (batchDenied) {
            throw WireError.denied("BatchGetSecretValue", "");
        }
    }

    synchronized void checkDecryption(String name) {
        if (disabledKeys.contains(name)) {
            throw WireError.of(
                    "DecryptionFailure",
                    "Secrets Manager can't decrypt the protected secret text using the provided KMS key.");
        }
    }

    synchronized void checkEncryption(String name) {
        if (disabledKeys.contains(name)) {
            throw WireError.of(
                    "EncryptionFailure",
                    "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the"
                            + " KMS key is available, enabled, and not in an invalid state.");
        }
    }
}
