package dev.eloquent.peers;

import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** Spring Boot with Tomcat and the actuator; a step is a lifecycle bean that stops on a thread of its own. */
final class SpringBootService {
    private SpringBootService() {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    static void start(Service service) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "server.shutdown", "graceful",
                "spring.lifecycle.timeout-per-shutdown-phase", service.scenario.limit.toSeconds() + "s",
                "management.endpoint.health.probes.enabled", "true"));
        application.addInitializers((ApplicationContextInitializer<GenericApplicationContext>) context -> {
            context.registerBean(RouterFunction.class, () -> routes(service));
            List<Service.Step> steps = service.steps();
            for (int i = 0; i < steps.size(); i++) {
                if (service.scenario == Scenario.STUCK_IN_PLACE) {
                    // Destroyed in the reverse order of their making.
                    Service.Step step = steps.get(steps.size() - 1 - i);
                    context.registerBean("step " + step.name(), DisposableBean.class, () -> step.work()::run);
                    continue;
                }
                SmartLifecycle bean = lifecycle(steps.get(i), steps.size() - i);
                context.registerBean("step " + steps.get(i).name(), SmartLifecycle.class, () -> bean);
            }
        });
        WebServerApplicationContext context = (WebServerApplicationContext) application.run();
        service.listening(context.getWebServer().getPort());
    }

    private static RouterFunction<ServerResponse> routes(Service service) {
        return RouterFunctions.route()
                .GET("/work/{what}", request -> ServerResponse.ok().body(service.answer(request.path())))
                .build();
    }

    /** Those of a higher phase stop first. */
    private static SmartLifecycle lifecycle(Service.Step step, int phase) {
        return new SmartLifecycle() {
            private volatile boolean running;

            @Override
            public void start() {
                running = true;
            }

            @Override
            public void stop() {
                step.work().run();
                running = false;
            }

            @Override
            public void stop(Runnable callback) {
                Thread thread = new Thread(
                        () -> {
                            stop();
                            callback.run();
                        },
                        step.name());
                thread.setDaemon(true);
                thread.start();
            }

            @Override
            public boolean isRunning() {
                return running;
            }

            @Override
            public int getPhase() {
                return phase;
            }
        };
    }
}
