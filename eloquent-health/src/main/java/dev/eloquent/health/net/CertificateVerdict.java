package dev.eloquent.health.net;

import dev.eloquent.health.CheckResult;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Judges what a server has shown. The dates come first: an expired certificate is not trusted either. */
final class CertificateVerdict {
    private static final int MAX_DEPTH = 10;

    private CertificateVerdict() {}

    static CheckResult of(CertificateRecorder shown, Instant now, Duration degradedBefore) {
        X509Certificate certificate = shown.chain().get(0);
        Duration left = Duration.between(now, certificate.getNotAfter().toInstant());
        return verdict(shown, certificate, now, left, degradedBefore)
                .with(
                        "days_left",
                        Math.floorDiv(left.toSeconds(), Duration.ofDays(1).toSeconds()))
                .with("not_before", certificate.getNotBefore().toInstant())
                .with("not_after", certificate.getNotAfter().toInstant())
                .with("subject", certificate.getSubjectX500Principal().getName())
                .with("issuer", certificate.getIssuerX500Principal().getName());
    }

    private static CheckResult verdict(
            CertificateRecorder shown,
            X509Certificate certificate,
            Instant now,
            Duration left,
            Duration degradedBefore) {
        if (left.isNegative()) {
            return CheckResult.unhealthy(CertificateCheck.CERTIFICATE_EXPIRED);
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return CheckResult.unhealthy(CertificateCheck.CERTIFICATE_NOT_YET_VALID);
        }
        if (shown.distrust().isPresent()) {
            return distrusted(shown.distrust().get());
        }
        if (shown.wrongHost().isPresent()) {
            return CheckResult.unhealthy(CertificateCheck.WRONG_HOST)
                    .causedBy(shown.wrongHost().get());
        }
        return left.compareTo(degradedBefore) < 0
                ? CheckResult.degraded(CertificateCheck.CERTIFICATE_EXPIRES_SOON)
                : CheckResult.healthy();
    }

    /** It may be the certificate of an authority in between whose time is over, or has not come. */
    private static CheckResult distrusted(CertificateException distrust) {
        @Nullable Throwable cause = distrust;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return CheckResult.unhealthy(CertificateCheck.CERTIFICATE_EXPIRED)
                        .causedBy(distrust);
            }
            if (cause instanceof CertificateNotYetValidException) {
                return CheckResult.unhealthy(CertificateCheck.CERTIFICATE_NOT_YET_VALID)
                        .causedBy(distrust);
            }
        }
        return CheckResult.unhealthy(CertificateCheck.CERTIFICATE_NOT_TRUSTED).causedBy(distrust);
    }
}
