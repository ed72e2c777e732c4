package dev.eloquent.peers;

import io.dropwizard.configuration.ConfigurationSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.jetty.server.ServerConnector;

/** Dropwizard with its health module, which delays the shutdown; a step is a managed object. */
final class DropwizardService {
    private DropwizardService() {}

    static void start(Service service) throws Exception {
        new App(service).run("server", "inline.yml");
    }

    private static final class App extends Application<Configuration> {
        private final Service service;

        private App(Service service) {
            this.service = service;
        }

        @Override
        public void initialize(Bootstrap<Configuration> bootstrap) {
            String yaml =
                    """
                    server:
                      applicationConnectors: [{type: http, port: 0}]
                      adminConnectors: [{type: http, port: 0}]
                      shutdownGracePeriod: %ds
                    health:
                      delayedShutdownHandlerEnabled: true
                      shutdownWaitPeriod: %dms
                    """.formatted(service.scenario.limit.toSeconds(), Math.max(1, service.scenario.quiet.toMillis()));
            ConfigurationSourceProvider inline =
                    path -> new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
            bootstrap.setConfigurationSourceProvider(inline);
        }

        @Override
        public void run(Configuration configuration, Environment environment) {
            environment.servlets().addServlet("work", new Work(service)).addMapping("/work/*");
            List<Service.Step> steps = new ArrayList<>(service.steps());
            Collections.reverse(steps);
            for (Service.Step step : steps) {
                environment.lifecycle().manage(new Managed() {
                    @Override
                    public void stop() {
                        step.work().run();
                    }
                });
            }
            environment
                    .lifecycle()
                    .addServerLifecycleListener(
                            server -> service.listening(((ServerConnector) server.getConnectors()[0]).getLocalPort()));
        }
    }

    private static final class Work extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient Service service;

        private Work(Service service) {
            this.service = service;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write(service.answer(request.getPathInfo()));
        }
    }
}
