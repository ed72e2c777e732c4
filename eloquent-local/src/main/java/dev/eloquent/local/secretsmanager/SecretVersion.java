package dev.eloquent.local.secretsmanager;

import java.time.Instant;
import java.util.Optional;

/**
 * One version of a secret.
 *
 * @param value empty between the start of a rotation and its first step
 */
record SecretVersion(String id, Instant created, Optional<SecretValue> value) {}
