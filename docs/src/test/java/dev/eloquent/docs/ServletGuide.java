package dev.eloquent.docs;

import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthFormat;
import dev.eloquent.servlet.health.HealthServlet;
import dev.eloquent.servlet.shutdown.DrainFilter;
import dev.eloquent.shutdown.Shutdown;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;

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

    void shutdown(Shutdown shutdown, ServletContext context) {
        FilterRegistration.Dynamic drain = context.addFilter("drain", DrainFilter.of(shutdown));
        drain.setAsyncSupported(true);
        drain.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }
    // spotless:on
}
