package dev.eloquent.shutdown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** A report as machines read it. */
final class ReportJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ReportJson() {}

    static String of(ShutdownReport report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, report);
        } catch (IOException e) {
            throw new UncheckedIOException("a writer in memory failed", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, ShutdownReport report) throws IOException {
        json.writeStartObject();
        json.writeStringField("reason", report.reason());
        json.writeBooleanField("clean", report.clean());
        json.writeBooleanField("forced", report.forced());
        if (report.choosesExitCode()) {
            json.writeNumberField("exit_code", report.exitCode());
        }
        json.writeStringField("started_at", report.startedAt().toString());
        json.writeNumberField("duration_ms", report.duration().toMillis());
        json.writeNumberField("limit_ms", report.limit().toMillis());
        json.writeObjectFieldStart("requests");
        json.writeNumberField("drained", report.drained());
        json.writeNumberField("refused", report.refused());
        json.writeNumberField("cut", report.cut());
        json.writeEndObject();
        json.writeArrayFieldStart("cut_work");
        for (CutWork work : report.cutWork()) {
            json.writeStartObject();
            json.writeStringField("name", work.name());
            json.writeNumberField("age_ms", work.age().toMillis());
            stacks(json, work.stacks());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("steps");
        for (StepReport step : report.steps()) {
            step(json, step);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void step(JsonGenerator json, StepReport step) throws IOException {
        json.writeStartObject();
        json.writeStringField("phase", step.phase().toString());
        json.writeStringField("name", step.name());
        json.writeNumberField("start_ms", step.start().toMillis());
        json.writeNumberField("duration_ms", step.duration().toMillis());
        outcome(json, step.outcome());
        json.writeEndObject();
    }

    private static void outcome(JsonGenerator json, StepOutcome outcome) throws IOException {
        if (outcome instanceof StepOutcome.Completed completed) {
            json.writeStringField("outcome", "completed");
            json.writeStringField("detail", completed.detail());
        } else if (outcome instanceof StepOutcome.Failed failed) {
            json.writeStringField("outcome", "failed");
            json.writeStringField("detail", Text.of(failed.cause()));
        } else if (outcome instanceof StepOutcome.TimedOut late) {
            json.writeStringField("outcome", "timed_out");
            json.writeStringField("detail", late.detail());
            stacks(json, late.stacks());
        } else if (outcome instanceof StepOutcome.Skipped skipped) {
            json.writeStringField("outcome", "skipped");
            json.writeStringField("detail", skipped.why());
        }
    }

    private static void stacks(JsonGenerator json, List<ThreadStack> stacks) throws IOException {
        json.writeArrayFieldStart("stacks");
        for (ThreadStack stack : stacks) {
            json.writeStartObject();
            json.writeStringField("thread", stack.thread());
            json.writeStringField("state", stack.state().name());
            json.writeArrayFieldStart("frames");
            for (StackTraceElement frame : stack.frames()) {
                json.writeString(frame.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
