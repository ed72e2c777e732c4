package dev.eloquent.peers;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerListener;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;

/** Armeria, which waits for silence; a step is a listener that is told when the server has stopped. */
final class ArmeriaService {
    private ArmeriaService() {}

    @SuppressWarnings("FutureReturnValueIgnored") // What ends with the JVM has nobody to tell.
    static void start(Service service) {
        ServerBuilder builder = Server.builder()
                .http(0)
                .gracefulShutdownTimeout(service.scenario.quiet, service.scenario.limit)
                .requestTimeoutMillis(0)
                .service("/ready", HealthCheckService.of())
                .service(
                        "prefix:/work",
                        (context, request) -> HttpResponse.of(
                                () -> HttpResponse.of(service.answer(context.path())), context.blockingTaskExecutor()));
        for (Service.Step step : service.steps()) {
            builder.serverListener(ServerListener.builder()
                    .whenStopped(server -> step.work().run())
                    .build());
        }
        Server server = builder.build();
        server.closeOnJvmShutdown();
        server.start().join();
        service.listening(server.activeLocalPort());
    }
}
