package dev.eloquent.metrics.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The texts, and what is not in them. Immutable. */
public final class MonitoringFiles {
    /** The dashboard's file. */
    public static final String DASHBOARD = "dashboard.json";

    /** Terraform's file. It reads the dashboard's, beside it. */
    public static final String TERRAFORM = "monitoring.tf";

    private final String dashboard;
    private final String terraform;
    private final int widgets;
    private final int alarms;
    private final List<LeftOut> leftOut;

    MonitoringFiles(String dashboard, String terraform, int widgets, int alarms, List<LeftOut> leftOut) {
        this.dashboard = dashboard;
        this.terraform = terraform;
        this.widgets = widgets;
        this.alarms = alarms;
        this.leftOut = leftOut;
    }

    /** JSON, as PutDashboard takes it. */
    public String dashboardBody() {
        return dashboard;
    }

    /** HCL: the alarms, the dashboard, and a variable for each severity with the ARNs that its alarms go to. */
    public String terraform() {
        return terraform;
    }

    /** The widgets and alarms that were not written, since nobody emits what they would show. */
    public List<LeftOut> leftOut() {
        return leftOut;
    }

    /**
     * Writes {@value #DASHBOARD} and {@value #TERRAFORM} into a folder, which is made if need be. What was in them before is
     * lost.
     *
     * @throws UncheckedIOException if that cannot be done
     */
    public void writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(DASHBOARD), dashboard);
            Files.writeString(folder.resolve(TERRAFORM), terraform);
        } catch (IOException fault) {
            throw new UncheckedIOException("the dashboard and the alarms cannot be written to " + folder, fault);
        }
    }

    /** The numbers, and a line for each that was left out. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(widgets + " widgets, " + alarms + " alarms, " + leftOut.size() + " left out");
        leftOut.forEach(item -> text.append("\n  ").append(item));
        return text.toString();
    }
}
