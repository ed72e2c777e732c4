package dev.eloquent.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty 12.1 with its servlet 6.0 environment, ee10. */
final class JettyContainer implements Container {
    private final Server server;

    private JettyContainer(Server server) {
        this.server = server;
    }

    static Container start(ServletContainerInitializer application) throws Exception {
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ServletContextHandler context = new ServletContextHandler(CONTEXT, ServletContextHandler.SESSIONS);
        context.addServletContainerInitializer(application);
        server.setHandler(context);
        server.start();
        return new JettyContainer(server);
    }

    @Override
    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }
}
