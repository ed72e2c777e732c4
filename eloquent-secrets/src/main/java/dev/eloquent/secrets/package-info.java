/**
 * Secrets: there at the start, kept fresh, harmless in logs.
 *
 * <p>A short tour. A {@link dev.eloquent.secrets.SecretSpec} declares a secret, {@link dev.eloquent.secrets.Secrets} loads
 * all that are declared from a {@link dev.eloquent.secrets.SecretSource}, and hands out a {@link
 * dev.eloquent.secrets.Secret} for each, which is read as often as one likes. {@link dev.eloquent.secrets.SecretText} is a
 * value that does not show itself.
 *
 * <p>Inside, {@code SecretEntry} is one secret of the source with all that was declared of it, {@code Freshness} decides
 * when it is asked for and how long it is good, and knows neither threads nor clocks; {@code Refresher} has both. {@code
 * SecretCalls} knows Secrets Manager.
 */
@NullMarked
package dev.eloquent.secrets;

import org.jspecify.annotations.NullMarked;
