package dev.eloquent.shutdown;

import java.util.List;

/** A report as people read it: a headline, the requests, a line for each step, and the stacks of what was stuck. */
final class ReportText {
    private static final int FRAMES = 20;

    private final StringBuilder text = new StringBuilder();

    private ReportText() {}

    static String of(ShutdownReport report) {
        ReportText writer = new ReportText();
        writer.write(report);
        return writer.text.toString();
    }

    private void write(ShutdownReport report) {
        line(
                "Shutdown after %s: %s in %s of %s%s",
                report.reason(),
                verdict(report),
                Text.seconds(report.duration()),
                Text.seconds(report.limit()),
                report.choosesExitCode() ? ", exit code " + report.exitCode() : "");
        line("  requests: %d drained, %d refused, %d cut", report.drained(), report.refused(), report.cut());
        for (CutWork work : report.cutWork()) {
            line("    cut: %s after %s", work.name(), Text.seconds(work.age()));
            stacks(work.stacks());
        }
        int width = report.steps().stream()
                .mapToInt(step -> step.name().length())
                .max()
                .orElse(1);
        for (StepReport step : report.steps()) {
            line(
                    "  %7s  %-9s  %-" + width + "s  %7s  %s",
                    Text.seconds(step.start()),
                    step.phase(),
                    step.name(),
                    Text.seconds(step.duration()),
                    outcome(step.outcome()));
            if (step.outcome() instanceof StepOutcome.TimedOut late) {
                stacks(late.stacks());
            }
        }
        text.setLength(text.length() - 1);
    }

    private static String verdict(ShutdownReport report) {
        if (report.forced()) {
            return "forced";
        }
        return report.clean() ? "clean" : "partial";
    }

    private static String outcome(StepOutcome outcome) {
        if (outcome instanceof StepOutcome.Completed completed) {
            return with("completed", completed.detail());
        }
        if (outcome instanceof StepOutcome.Failed failed) {
            return with("failed", Text.of(failed.cause()));
        }
        if (outcome instanceof StepOutcome.TimedOut late) {
            return with("timed out", late.detail());
        }
        return with("skipped", ((StepOutcome.Skipped) outcome).why());
    }

    private static String with(String word, String detail) {
        return detail.isEmpty() ? word : word + ": " + detail;
    }

    private void stacks(List<ThreadStack> stacks) {
        for (ThreadStack stack : stacks) {
            line("      \"%s\" %s", stack.thread(), stack.state());
            stack.frames().stream().limit(FRAMES).forEach(frame -> line("        at %s", frame));
            if (stack.frames().size() > FRAMES) {
                line("        ... %d more", stack.frames().size() - FRAMES);
            }
        }
    }

    // The annotation that is asked for would be one more dependency, for one private method.
    @SuppressWarnings("AnnotateFormatMethod")
    private void line(String format, Object... arguments) {
        text.append(String.format(java.util.Locale.ROOT, format, arguments)).append('\n');
    }
}
