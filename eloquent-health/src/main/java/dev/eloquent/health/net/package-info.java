/**
 * Checks of the network: {@link dev.eloquent.health.net.DnsCacheCheck} tells whether this JVM would notice in time that
 * a name leads elsewhere.
 *
 * <p>Inside: {@code CacheTtl} is one of the JDK's settings, read as the JDK reads it.
 */
@NullMarked
package dev.eloquent.health.net;

import org.jspecify.annotations.NullMarked;
