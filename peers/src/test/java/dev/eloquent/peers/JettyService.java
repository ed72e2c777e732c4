package dev.eloquent.peers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.component.Graceful;

/** Jetty with its GracefulHandler; a step is a bean of the server, one that hangs of the kind that Jetty limits. */
final class JettyService {
    private JettyService() {}

    static void start(Service service) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        server.setStopTimeout(service.scenario.limit.toMillis());
        server.setStopAtShutdown(true);
        server.setHandler(new GracefulHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                String answer = service.answer(Request.getPathInContext(request));
                response.write(true, ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)), callback);
                return true;
            }
        }));
        List<Service.Step> steps = new ArrayList<>(service.steps());
        Collections.reverse(steps);
        boolean limited = service.scenario != Scenario.STUCK_IN_PLACE;
        steps.forEach(step -> server.addBean(step.hangs() && limited ? new HangingBean(step) : new Bean(step), true));
        server.start();
        service.listening(connector.getLocalPort());
    }

    private static final class Bean extends AbstractLifeCycle {
        private final Service.Step step;

        private Bean(Service.Step step) {
            this.step = step;
        }

        @Override
        protected void doStop() {
            step.work().run();
        }
    }

    private static final class HangingBean extends AbstractLifeCycle implements Graceful {
        private final Service.Step step;
        private volatile boolean shutdown;

        private HangingBean(Service.Step step) {
            this.step = step;
        }

        @Override
        public CompletableFuture<Void> shutdown() {
            shutdown = true;
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread thread = new Thread(
                    () -> {
                        step.work().run();
                        done.complete(null);
                    },
                    step.name());
            thread.setDaemon(true);
            thread.start();
            return done;
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }
    }
}
