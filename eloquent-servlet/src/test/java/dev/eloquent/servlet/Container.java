package dev.eloquent.servlet;

import jakarta.servlet.ServletContainerInitializer;

/** A real servlet container on a port of its own; which one, the run of the tests decides. */
public interface Container {
    /** Where the application is. */
    String CONTEXT = "/app";

    int port();

    void stop() throws Exception;

    /** The version of the servlet API that this run is about: 6.0 or 6.1. */
    static String servletVersion() {
        return System.getProperty("servlet.version", "6.0");
    }

    /** Starts the container with an application that has sessions and what is installed. */
    static Container start(ServletContainerInitializer application) throws Exception {
        return switch (servletVersion()) {
            case "6.0" -> JettyContainer.start(application);
            case "6.1" -> TomcatContainer.start(application);
            default -> throw new IllegalArgumentException("no container of servlet " + servletVersion());
        };
    }
}
