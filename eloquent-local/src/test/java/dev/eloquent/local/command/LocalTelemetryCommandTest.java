package dev.eloquent.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.HttpCalls;
import dev.eloquent.local.LocalService;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LocalTelemetryCommandTest {
    private final List<LocalService> started = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        started.forEach(LocalService::close);
    }

    @Test
    void startsBothStandInsAndTheirPageAndSaysWhatClientsNeed() throws Exception {
        assertThat(run("telemetry", "--region", "eu-central-1")).isZero();
        TelemetryStandIns telemetry = (TelemetryStandIns) started.get(0);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("telemetry PAGE=" + telemetry.page().url() + " AWS_ENDPOINT_URL_CLOUDWATCH="
                        + telemetry.cloudWatch().endpoint() + " AWS_ENDPOINT_URL_XRAY="
                        + telemetry.otlp().endpoint() + " OTEL_EXPORTER_OTLP_ENDPOINT="
                        + telemetry.otlp().endpoint()
                        + " AWS_REGION=eu-central-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local\n");
        HttpCalls page = new HttpCalls(telemetry.page().url(), "Accept", "*/*");
        assertThat(page.get("/")).startsWith("200 <!doctype html>");
        assertThat(page.get("/data/metrics"))
                .contains("\"endpoint\":\"" + telemetry.cloudWatch().endpoint() + "\"");
    }

    @Test
    void startsNothingIfThePageHasNoPort() throws Exception {
        int otlp;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            otlp = free.getLocalPort();
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("telemetry", "--port", "" + taken.getLocalPort(), "--otlp-port", "" + otlp))
                    .isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .startsWith("eloquent-local: telemetry-page cannot listen on port " + taken.getLocalPort() + ": ");
            assertThat(started).isEmpty();
            assertThat(run("otlp", "--port", "" + otlp))
                    .as("the collector was closed")
                    .isZero();
        }
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(run("telemetry", "--region", "x")).isEqualTo(2);
        assertThat(run("telemetry", "--otlp-port", "99999")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "cloudwatch not started: region must be one of AWS such as eu-central-1, was \"x\"",
                        "otlp not started: port must be from 0 to 65535, was 99999");
        assertThat(started).isEmpty();
    }

    private int run(String... args) {
        return LocalCommand.run(args, started, print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
