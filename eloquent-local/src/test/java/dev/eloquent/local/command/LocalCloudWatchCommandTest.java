package dev.eloquent.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.LocalService;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LocalCloudWatchCommandTest {
    private final List<LocalService> started = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        started.forEach(LocalService::close);
    }

    @Test
    void startsAndSaysWhatClientsNeed() {
        assertThat(run("cloudwatch", "--region", "eu-west-1", "--capacity", "10"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("cloudwatch AWS_ENDPOINT_URL_CLOUDWATCH="
                        + started.get(0).endpoint()
                        + " AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local\n");
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(run("cloudwatch", "--region", "x", "--capacity", "0")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "eloquent-local: cloudwatch not started: region must be one of AWS such as eu-central-1, was"
                                + " \"x\"; capacity must be from 1 to 1000000, was 0\n");
        assertThat(started).isEmpty();
    }

    private int run(String... args) {
        return LocalCommand.run(args, started, print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
