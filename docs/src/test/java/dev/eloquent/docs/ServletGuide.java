package dev.eloquent.docs;

import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthFormat;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.http.RequestKey;
import dev.eloquent.servlet.health.HealthServlet;
import dev.eloquent.servlet.ratelimit.QuotaFilter;
import dev.eloquent.servlet.shutdown.DrainFilter;
import dev.eloquent.shutdown.Shutdown;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.function.Function;

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
        drain.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
    }

    void limit(ServletContext context, Function<HttpServletRequest, RequestKey> key, Quota perClient) {
        FilterRegistration.Dynamic limit = context.addFilter("limit", QuotaFilter.by(key, perClient));
        limit.setAsyncSupported(true);
        limit.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/api/*");
    }
    // spotless:on
}
