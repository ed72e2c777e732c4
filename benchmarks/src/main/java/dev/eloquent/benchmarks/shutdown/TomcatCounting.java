package dev.eloquent.benchmarks.shutdown;

import jakarta.servlet.GenericServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.apache.catalina.core.StandardWrapper;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Tomcat's count of the requests that are in a servlet, which Spring Boot asks; it keeps none of its own. */
@State(Scope.Benchmark)
public class TomcatCounting {
    private final StandardWrapper wrapper = new StandardWrapper();
    private final Servlet servlet = new Unasked();

    @Setup
    public void load() throws ServletException {
        wrapper.setServlet(servlet);
        wrapper.load();
    }

    void begin() throws ServletException {
        wrapper.allocate();
    }

    void end() throws ServletException {
        wrapper.deallocate(servlet);
    }

    long inFlight() {
        return wrapper.getCountAllocated();
    }

    private static final class Unasked extends GenericServlet {
        private static final long serialVersionUID = 1;

        @Override
        public void service(ServletRequest request, ServletResponse response) {
            throw new UnsupportedOperationException();
        }
    }
}
