package dev.eloquent.health.process;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.ReasonCode;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Whether the file system that holds a path has room left for this process and takes writes.
 *
 * <p>What it tells apart, by reason: {@code disk_nearly_full} (degraded, by default below 10 % free, where Kubernetes'
 * node agent begins to evict), {@code disk_full} (unhealthy, by default below 2 % free: 0.4 GiB of the 20 GiB that a
 * Fargate task has, what a log or a temporary file fills in minutes), {@code disk_read_only} and {@code path_missing}
 * (both unhealthy). A file system that tells no size, as {@code /proc}, is never full by a share; inodes are not
 * counted, for the JDK does not see them.
 *
 * <p>It writes nothing. A network file system may block it until the check's timeout. {@linkplain
 * CheckSettings#local() Local} by default. Immutable; each method returns a changed check.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/">nodefs.available</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html">Fargate's 20 GiB</a>
 */
public final class DiskSpaceCheck implements HealthCheck {
    /** Less is free than should be. */
    public static final ReasonCode DISK_NEARLY_FULL = new ReasonCode("disk_nearly_full");
    /** Less is free than must be. */
    public static final ReasonCode DISK_FULL = new ReasonCode("disk_full");
    /** The file system is mounted for reading only. */
    public static final ReasonCode DISK_READ_ONLY = new ReasonCode("disk_read_only");
    /** There is no such path, as when a volume is not mounted. */
    public static final ReasonCode PATH_MISSING = new ReasonCode("path_missing");

    private static final Floor DEGRADED = Floor.ofShare(0.10);
    private static final Floor UNHEALTHY = Floor.ofShare(0.02);

    private final Path path;
    private final Floor degraded;
    private final Floor unhealthy;

    private DiskSpaceCheck(Path path, Floor degraded, Floor unhealthy) {
        this.path = path;
        this.degraded = degraded;
        this.unhealthy = unhealthy;
    }

    /** Checks the file system that holds this file or directory, which must exist when the check runs. */
    public static DiskSpaceCheck of(Path path) {
        return new DiskSpaceCheck(Objects.requireNonNull(path, "path"), DEGRADED, UNHEALTHY);
    }

    /** Degraded while a smaller share than this of the file system is free, 0 to 1; default 0.1. */
    public DiskSpaceCheck degradedBelow(double freeShare) {
        return new DiskSpaceCheck(path, Floor.ofShare(freeShare), unhealthy);
    }

    /** Degraded while fewer bytes than this are free; takes the place of a share. */
    public DiskSpaceCheck degradedBelowBytes(long freeBytes) {
        return new DiskSpaceCheck(path, Floor.ofBytes(freeBytes), unhealthy);
    }

    /** Unhealthy while a smaller share than this of the file system is free, 0 to 1; default 0.02. */
    public DiskSpaceCheck unhealthyBelow(double freeShare) {
        return new DiskSpaceCheck(path, degraded, Floor.ofShare(freeShare));
    }

    /** Unhealthy while fewer bytes than this are free; takes the place of a share. */
    public DiskSpaceCheck unhealthyBelowBytes(long freeBytes) {
        return new DiskSpaceCheck(path, degraded, Floor.ofBytes(freeBytes));
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>();
        degraded.check(faults, "degradedBelow");
        unhealthy.check(faults, "unhealthyBelow");
        if (faults.isEmpty() && unhealthy.isHigherThan(degraded)) {
            faults.add(unhealthy.named("unhealthyBelow") + " must be at most " + degraded.named("degradedBelow") + " = "
                    + degraded + ", was " + unhealthy);
        }
        return faults;
    }

    @Override
    public CheckSettings defaultSettings() {
        return CheckSettings.defaults().onlyLocal();
    }

    @Override
    public CheckResult check(Duration timeout) throws IOException {
        FileStore store;
        try {
            store = Files.getFileStore(path);
        } catch (NoSuchFileException e) {
            return CheckResult.unhealthy(PATH_MISSING).with("path", path);
        }
        if (store.isReadOnly()) {
            return CheckResult.unhealthy(DISK_READ_ONLY).with("path", path);
        }
        long total = store.getTotalSpace();
        long free = store.getUsableSpace();
        return judge(free, total).with("path", path).with("free_bytes", free).with("total_bytes", total);
    }

    private CheckResult judge(long free, long total) {
        if (unhealthy.isAbove(free, total)) {
            return CheckResult.unhealthy(DISK_FULL);
        }
        return degraded.isAbove(free, total) ? CheckResult.degraded(DISK_NEARLY_FULL) : CheckResult.healthy();
    }

    /** How much has to be free: a share of the whole or a number of bytes; the other one is 0. */
    private record Floor(boolean inBytes, double share, long bytes) {
        static Floor ofShare(double share) {
            return new Floor(false, share, 0);
        }

        static Floor ofBytes(long bytes) {
            return new Floor(true, 0, bytes);
        }

        /** As the method that set it. */
        String named(String name) {
            return inBytes ? name + "Bytes" : name;
        }

        boolean isAbove(long free, long total) {
            return free < bytes || free < share * total;
        }

        void check(List<String> faults, String name) {
            Share.check(faults, name, share);
            if (bytes < 0) {
                faults.add(name + "Bytes must not be negative, was " + bytes);
            }
        }

        /** A share and a number of bytes cannot be compared before the size is known. */
        boolean isHigherThan(Floor other) {
            return inBytes == other.inBytes && (share > other.share || bytes > other.bytes);
        }

        @Override
        public String toString() {
            return inBytes ? bytes + " bytes" : String.valueOf(share);
        }
    }
}
