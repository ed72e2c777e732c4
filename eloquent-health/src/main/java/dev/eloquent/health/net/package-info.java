/**
 * Checks of the network: an HTTP answer ({@link dev.eloquent.health.net.HttpCheck}), a port ({@link
 * dev.eloquent.health.net.TcpCheck}), the certificate of a TLS server ({@link
 * dev.eloquent.health.net.CertificateCheck}), and whether this JVM would notice in time that a name leads elsewhere
 * ({@link dev.eloquent.health.net.DnsCacheCheck}).
 *
 * <p>Inside: {@code Dial} connects to the first address of a name that lets it, {@code DeadlineSocket} ends a handshake
 * in time, {@code CertificateRecorder} keeps what the server has shown, {@code CertificateVerdict} judges it; {@code
 * CacheTtl} is one of the JDK's settings, read as the JDK reads it.
 */
@NullMarked
package dev.eloquent.health.net;

import org.jspecify.annotations.NullMarked;
