/**
 * A stand-in of AWS Secrets Manager. {@link dev.eloquent.local.secretsmanager.LocalSecretsManager} is the door, and a
 * {@link dev.eloquent.local.secretsmanager.Rotation} one that is under way. {@code SecretsManagerApi} speaks the
 * protocol, {@code SecretReads} and {@code SecretWrites} do the operations on a {@code SecretStore} of {@code Secret}s,
 * and what they refuse is a {@code WireError}.
 */
@NullMarked
package dev.eloquent.local.secretsmanager;

import org.jspecify.annotations.NullMarked;
