package dev.eloquent.servlet.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthFormat;
import dev.eloquent.servlet.Container;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The servlet in a real container, asked over real sockets; the POM runs it on servlet 6.0 and on 6.1. */
final class HealthServletTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HealthChecks health = HealthChecks.of("test", "1.0.0")
            .degrades("database", HealthCheck.completes(() -> {}))
            .degrades("vector_db", timeout -> CheckResult.unhealthy("no_route").with("host", "private.example"))
            .start();
    private Container container;
    private ServletContext context;

    @BeforeEach
    void start() throws Exception {
        assertThat(health.awaitFirstResults(Duration.ofSeconds(10))).isTrue();
        container = Container.start((classes, application) -> install(application));
    }

    @AfterEach
    void stop() throws Exception {
        container.stop();
        health.close();
    }

    private void install(ServletContext application) {
        context = application;
        HealthServlet servlet = HealthServlet.of(health);
        mount(application, "/health/*", servlet.showDetailsIf(request -> request.getHeader("X-Admitted") != null));
        mount(application, "/actuator/health/*", servlet.format(HealthFormat.ACTUATOR));
        mount(application, "/exact", servlet.format(HealthFormat.FLAT));
        mount(application, "/throws/*", servlet.showDetailsIf(request -> {
            throw new IllegalStateException("private.example");
        }));
        mount(application, "/", servlet.format(HealthFormat.MICROPROFILE));
        mount(application, "/probes/live", servlet.format(HealthFormat.FLAT));
        mount(application, "/probes/readiness", servlet.format(HealthFormat.ACTUATOR));
        mount(application, "/status", servlet.format(HealthFormat.STATUS_PAGE));
        application.addServlet("include", includes()).addMapping("/include/*");
        application.addServlet("forward", forwards()).addMapping("/forward/*");
        HttpServlet dispatches = new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                request.startAsync().dispatch("/health/ready");
            }
        };
        ServletRegistration.Dynamic async = application.addServlet("async", dispatches);
        async.setAsyncSupported(true);
        async.addMapping("/async");
        application
                .addFilter("broken", brokenWrites())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/exact");
    }

    private static HttpServlet includes() {
        return new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                response.getOutputStream().print("before ");
                request.getRequestDispatcher(request.getPathInfo()).include(request, response);
                response.getOutputStream().print(" after");
            }
        };
    }

    private static HttpServlet forwards() {
        return new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                request.getRequestDispatcher(request.getPathInfo()).forward(request, response);
            }
        };
    }

    /** Each mount is a servlet of its own, as containers want it. */
    private static void mount(ServletContext application, String pattern, HealthServlet servlet) {
        ServletRegistration.Dynamic registration = application.addServlet(pattern, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(pattern);
    }

    /** For requests that say so, what a container's stream does when the client has gone away. */
    private static Filter brokenWrites() {
        return (request, response, chain) -> {
            boolean gone = ((HttpServletRequest) request).getHeader("X-Gone") != null;
            chain.doFilter(request, gone ? withoutStream((HttpServletResponse) response) : response);
        };
    }

    private static HttpServletResponse withoutStream(HttpServletResponse response) {
        return new HttpServletResponseWrapper(response) {
            @Override
            public ServletOutputStream getOutputStream() throws IOException {
                throw new IOException("connection reset by peer");
            }
        };
    }

    @Test
    void theContainerIsTheOneThatThisRunIsAbout() {
        assertThat(context.getMajorVersion() + "." + context.getMinorVersion()).isEqualTo(Container.servletVersion());
        assertThat(Arrays.stream(HttpServletResponse.class.getMethods())
                        .filter(method -> method.getName().equals("sendRedirect"))
                        .count())
                .as("sendRedirect with a status is new in the API of servlet 6.1")
                .isEqualTo(Container.servletVersion().equals("6.1") ? 4 : 1);
    }

    @Test
    void thePayloadIsThatOfTheJdksEndpoint() throws Exception {
        HttpResponse<String> response = get("/health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .matches("\\{\"status\":\"degraded\",\"timestamp\":\"[0-9T:.-]+Z\","
                        + "\"version\":\"1.0.0\",\"database\":\"healthy\",\"vector_db\":\"unhealthy\"}");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValueAsLong("Content-Length"))
                .hasValue(response.body().length());
    }

    @Test
    void whatIsBehindTheMappingChoosesTheAnswer() throws Exception {
        assertThat(get("/health/").body()).contains("\"database\"");
        assertThat(get("/health/live").body()).contains("\"healthy\"").doesNotContain("database");
        assertThat(get("/health/ready/").statusCode()).isEqualTo(200);
        assertThat(get("/health/startup").statusCode()).isEqualTo(503);
        assertThat(get("/health/checks/vector_db").body()).contains("\"reason\":\"no_route\"");
        assertThat(get("/health/nobody").statusCode()).isEqualTo(404);
        assertThat(get("/health/live?x=/ready").body()).doesNotContain("database");
    }

    @Test
    void encodedPathsAreReadAsTheContainerReadsThem() throws Exception {
        assertThat(get("/health/%6Cive").statusCode()).isEqualTo(200);
        assertThat(get("/health/checks/data%62ase").statusCode()).isEqualTo(200);
        assertThat(get("/health/live;jsessionid=1").statusCode()).isEqualTo(200);
        for (String path : List.of("/health/checks/data%2Fbase", "/health/%00", "/health/%c3%a4", "/health/%2e%2e/x")) {
            assertThat(get(path).statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void headHasTheHeadersAndNoBody() throws Exception {
        HttpResponse<String> head = send("HEAD", "/health/live");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(get("/health/live").body().length());
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            HttpResponse<String> response = send(method, "/health");
            assertThat(response.statusCode()).as(method).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
        }
    }

    @Test
    void noSessionIsCreated() throws Exception {
        for (String path : List.of("/health", "/health/checks/vector_db", "/actuator/health", "/health/nobody")) {
            assertThat(get(path).headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void otherFormatsAreOtherMounts() throws Exception {
        HttpResponse<String> actuator = get("/actuator/health/readiness");
        assertThat(actuator.headers().firstValue("Content-Type"))
                .contains("application/vnd.spring-boot.actuator.v3+json");
        assertThat(actuator.body())
                .isEqualTo("{\"status\":\"UP\",\"components\":{\"database\":{\"status\":\"UP\"},"
                        + "\"vector_db\":{\"status\":\"DOWN\"}}}");
    }

    @Test
    void aMountAtTheRootAnswersWhatNobodyElseDoes() throws Exception {
        assertThat(get("/live").body()).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
        assertThat(get("/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void aMountAtOnePathAnswersWithEverything() throws Exception {
        assertThat(get("/exact").body()).contains("\"database\"");
    }

    @Test
    void aMountAtOnePathThatNamesAGroupAnswersWithThatGroup() throws Exception {
        assertThat(get("/probes/live").body()).contains("\"healthy\"").doesNotContain("database");
        health.drain();
        assertThat(get("/probes/live").statusCode()).isEqualTo(200);
        assertThat(get("/probes/readiness").body()).startsWith("{\"status\":\"OUT_OF_SERVICE\"");
        assertThat(get("/status").headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/html");
    }

    @Test
    void anIncludeAndAForwardAreAnsweredByTheirOwnPath() throws Exception {
        for (String path : List.of("/health/live", "/probes/live")) {
            assertThat(get("/include" + path).body())
                    .startsWith("before {\"status\":\"healthy\"")
                    .endsWith("} after")
                    .doesNotContain("database");
            assertThat(get("/forward" + path).body())
                    .startsWith("{\"status\":\"healthy\"")
                    .doesNotContain("database");
        }
        health.drain();
        assertThat(get("/forward/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/include/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void detailsAreForWhomIsAdmitted() throws Exception {
        assertThat(get("/health/checks/vector_db").body()).doesNotContain("private");
        HttpRequest admitted =
                request("/health/checks/vector_db").header("X-Admitted", "yes").build();
        assertThat(client.send(admitted, HttpResponse.BodyHandlers.ofString()).body())
                .contains("\"host\":\"private.example\"");
    }

    @Test
    void aPredicateThatThrowsDisturbsNoProbe() throws Exception {
        assertThat(get("/throws/ready").statusCode()).isEqualTo(200);
        HttpResponse<String> check = get("/throws/checks/vector_db");
        assertThat(check.statusCode()).isEqualTo(500);
        assertThat(check.body()).doesNotContain("private");
    }

    @Test
    void anAsynchronousDispatchIsAnswered() throws Exception {
        assertThat(get("/async").body()).contains("\"vector_db\":\"unhealthy\"");
    }

    @Test
    void anAnswerThatCannotBeSentIsNeverTakenForAWholeOne() throws Exception {
        HttpRequest gone = request("/exact").header("X-Gone", "yes").build();
        int status = client.sendAsync(gone, HttpResponse.BodyHandlers.ofString())
                .handle((response, failure) -> failure == null ? response.statusCode() : 0)
                .get(5, TimeUnit.SECONDS);
        assertThat(status).as("0 for a connection that was closed").isIn(0, 500);
        assertThat(get("/exact").statusCode()).isEqualTo(200);
    }

    @Test
    void drainingIsSaid() throws Exception {
        health.drain();
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/actuator/health/readiness").body()).startsWith("{\"status\":\"OUT_OF_SERVICE\"");
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return client.send(
                request(path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + Container.CONTEXT + path))
                .timeout(Duration.ofSeconds(10));
    }
}
