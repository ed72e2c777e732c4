package dev.eloquent.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What a servlet of a test does with a request. */
public interface Body {
    void answer(HttpServletRequest request, HttpServletResponse response) throws Exception;

    /** Makes a servlet of it, which may become asynchronous. */
    static void mount(ServletContext context, String mapping, Body body) {
        HttpServlet servlet = new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                try {
                    body.answer(request, response);
                } catch (ServletException | IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        ServletRegistration.Dynamic registration = context.addServlet(mapping, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(mapping);
    }

    /** Fails after the answer has begun: in the first pass, in what is dispatched, or there after a second start. */
    static void cut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String where = request.getQueryString();
        if (request.getDispatcherType() != DispatcherType.ASYNC) {
            AsyncContext async = request.startAsync();
            if (!where.equals("first")) {
                async.dispatch();
                return;
            }
        } else if (where.equals("restarted")) {
            request.startAsync();
        }
        response.flushBuffer();
        throw new IllegalStateException("cut");
    }
}
