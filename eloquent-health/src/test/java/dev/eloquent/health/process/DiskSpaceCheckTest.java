package dev.eloquent.health.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The disk of this machine, which has some room but is not empty: the limits are moved around what it has. */
final class DiskSpaceCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    private DiskSpaceCheck check;
    private long free;

    @BeforeEach
    void look() throws IOException {
        check = DiskSpaceCheck.of(directory).degradedBelow(0).unhealthyBelow(0);
        free = Files.getFileStore(directory).getUsableSpace();
    }

    @Test
    void aDiskWithRoomIsHealthyAndSaysHowMuch() throws IOException {
        CheckResult result = check.degradedBelowBytes(free / 2).check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(result.details()).containsKeys("free_bytes", "total_bytes").containsEntry("path", "" + directory);
    }

    @Test
    void aDiskThatIsNearlyFullIsDegraded() throws IOException {
        for (DiskSpaceCheck nearly :
                new DiskSpaceCheck[] {check.degradedBelow(1), check.degradedBelowBytes(2 * free)}) {
            CheckResult result = nearly.check(TIMEOUT);
            assertThat(result.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(result.reason()).isEqualTo(DiskSpaceCheck.DISK_NEARLY_FULL);
        }
    }

    @Test
    void aDiskThatIsFullIsUnhealthy() throws IOException {
        for (DiskSpaceCheck full :
                new DiskSpaceCheck[] {check.unhealthyBelow(1), check.unhealthyBelowBytes(2 * free)}) {
            CheckResult result = full.check(TIMEOUT);
            assertThat(result.status()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(result.reason()).isEqualTo(DiskSpaceCheck.DISK_FULL);
        }
    }

    @Test
    void aVolumeThatIsNotMountedIsUnhealthyAndItsReturnIsSeen() throws IOException {
        Path volume = directory.resolve("volume");
        assertThat(reasonOf(DiskSpaceCheck.of(volume))).isEqualTo(DiskSpaceCheck.PATH_MISSING);
        Files.createDirectory(volume);
        assertThat(reasonOf(DiskSpaceCheck.of(volume))).isNotEqualTo(DiskSpaceCheck.PATH_MISSING);
    }

    /** The JDK's own classes are a file system that takes no writes. */
    @Test
    void aFileSystemForReadingOnlyIsUnhealthy() throws IOException {
        assertThat(reasonOf(DiskSpaceCheck.of(Path.of(URI.create("jrt:/java.base")))))
                .isEqualTo(DiskSpaceCheck.DISK_READ_ONLY);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileSystemWithoutASizeIsNotFull() throws IOException {
        assertThat(reasonOf(DiskSpaceCheck.of(Path.of("/proc/self"))))
                .isIn(ReasonCode.OK, DiskSpaceCheck.DISK_READ_ONLY);
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThat(check.degradedBelow(10).unhealthyBelowBytes(-1).faults(CheckSettings.defaults()))
                .containsExactly(
                        "degradedBelow must be a share from 0 to 1, was 10.0",
                        "unhealthyBelowBytes must not be negative, was -1");
        assertThat(check.degradedBelow(0.1).unhealthyBelow(0.2).faults(CheckSettings.defaults()))
                .containsExactly("unhealthyBelow must be at most degradedBelow = 0.1, was 0.2");
        assertThat(check.degradedBelowBytes(5).unhealthyBelowBytes(6).faults(CheckSettings.defaults()))
                .containsExactly("unhealthyBelowBytes must be at most degradedBelowBytes = 5 bytes, was 6 bytes");
        assertThat(check.degradedBelowBytes(0).unhealthyBelowBytes(6).faults(CheckSettings.defaults()))
                .containsExactly("unhealthyBelowBytes must be at most degradedBelowBytes = 0 bytes, was 6 bytes");
        assertThat(DiskSpaceCheck.of(directory).degradedBelowBytes(0).faults(CheckSettings.defaults()))
                .isEmpty();
        assertThat(DiskSpaceCheck.of(directory).unhealthyBelowBytes(6).faults(CheckSettings.defaults()))
                .isEmpty();
        assertThatThrownBy(() -> DiskSpaceCheck.of(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void itIsLocalFromTheStart() {
        assertThat(check.defaultSettings().local()).isTrue();
    }

    private static ReasonCode reasonOf(DiskSpaceCheck check) throws IOException {
        return check.degradedBelow(0).unhealthyBelow(0).check(TIMEOUT).reason();
    }
}
