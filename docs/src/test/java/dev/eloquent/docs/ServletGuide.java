package dev.eloquent.docs;

import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthFormat;
import dev.eloquent.servlet.health.HealthServlet;
import jakarta.servlet.ServletContext;

/** The code that docs/servlet.md quotes: it compiles, or the guide is wrong. */
final class ServletGuide {
    // spotless:off
    void health(HealthChecks health, ServletContext context) {
        HealthServlet servlet = HealthServlet.of(health);
        context.addServlet("health", servlet).addMapping("/health/*");
        context.addServlet("status", servlet.format(HealthFormat.STATUS_PAGE)).addMapping("/status");
    }

    HealthServlet details(HealthServlet servlet) {
        return
                servlet.showDetailsIf(request -> request.isUserInRole("operator"))
                ;
    }
    // spotless:on
}
