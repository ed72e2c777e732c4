package dev.eloquent.peers;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;

/** Pekko with Pekko HTTP; a step is a task of a phase of its own, on a thread of its own. */
final class PekkoService {
    private static final List<String> PHASES = List.of(
            CoordinatedShutdown.PhaseServiceStop(),
            CoordinatedShutdown.PhaseBeforeClusterShutdown(),
            CoordinatedShutdown.PhaseClusterLeave(),
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate());

    private PekkoService() {}

    static void start(Service service) throws Exception {
        ActorSystem system = ActorSystem.create(
                "peer",
                ConfigFactory.parseString("""
                                pekko.coordinated-shutdown.exit-jvm = on
                                pekko.coordinated-shutdown.default-phase-timeout = %d s
                                pekko.coordinated-shutdown.phases.actor-system-terminate.timeout = %<d s
                                pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
                                pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
                                """.formatted(service.scenario.limit.toSeconds()))
                        .withFallback(ConfigFactory.load()));
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        List<Service.Step> steps = service.steps();
        for (int i = 0; i < steps.size(); i++) {
            Service.Step step = steps.get(i);
            shutdown.addTask(
                    PHASES.get(i),
                    step.name(),
                    () -> service.scenario == Scenario.STUCK_IN_PLACE ? inPlace(step) : onItsOwnThread(step));
        }
        Function<HttpRequest, CompletionStage<HttpResponse>> handler = request -> CompletableFuture.supplyAsync(() ->
                HttpResponse.create().withEntity(service.answer(request.getUri().path())));
        ServerBinding binding = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bind(handler)
                .toCompletableFuture()
                .get();
        binding.addToCoordinatedShutdown(Duration.ofSeconds(service.scenario.limit.toSeconds()), system);
        service.listening(binding.localAddress().getPort());
    }

    private static CompletableFuture<Done> inPlace(Service.Step step) {
        step.work().run();
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    private static CompletableFuture<Done> onItsOwnThread(Service.Step step) {
        CompletableFuture<Done> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    step.work().run();
                    done.complete(Done.getInstance());
                },
                step.name());
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
