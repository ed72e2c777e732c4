package dev.eloquent.peers.telemetry;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.cloudwatchlogs.emf.config.Configuration;
import software.amazon.cloudwatchlogs.emf.environment.DefaultEnvironment;
import software.amazon.cloudwatchlogs.emf.environment.Environment;
import software.amazon.cloudwatchlogs.emf.logger.MetricsLogger;
import software.amazon.cloudwatchlogs.emf.model.DimensionSet;
import software.amazon.cloudwatchlogs.emf.model.Unit;

/** AWS's library for the embedded metric format, which writes to an agent or the standard output; a unit of work is flushed when it ends. */
final class EmfMetrics implements MeteredTask {
    /** Lines that may wait; of a burst that is larger the oldest are lost, also where nothing is wrong. */
    private static final int ROOM = 20_000;

    private final Environment environment;

    /** @param address of an agent, {@code tcp:}, or {@code stdout:} */
    EmfMetrics(URI address) {
        Configuration settings = new Configuration();
        settings.setServiceName("peers");
        if (address.getScheme().equals("stdout")) {
            settings.setShouldWriteToStdout(true);
        } else {
            settings.setAgentEndpoint(address.toString());
        }
        settings.setAsyncBufferSize(ROOM);
        environment = new DefaultEnvironment(settings);
    }

    @Override
    public void count(String name, String tag, String value) {
        try {
            MetricsLogger logger = new MetricsLogger(environment);
            logger.setDimensions(DimensionSet.of(tag, value));
            logger.putMetric(name, 1, Unit.COUNT).flush();
        } catch (Exception invalid) {
            throw new IllegalArgumentException(invalid);
        }
    }

    @Override
    public void time(String name, double[] millis) {
        try {
            MetricsLogger logger = new MetricsLogger(environment);
            for (double each : millis) {
                logger.putMetric(name, each, Unit.MILLISECONDS);
            }
            logger.flush();
        } catch (Exception invalid) {
            throw new IllegalArgumentException(invalid);
        }
    }

    @Override
    public Said close(Duration deadline) throws Exception {
        CompletableFuture<Void> end = environment.getSink().shutdown();
        try {
            end.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return Said.ALL_ARRIVED;
        } catch (TimeoutException late) {
            return Said.NOT_ALL_ARRIVED;
        }
    }
}
