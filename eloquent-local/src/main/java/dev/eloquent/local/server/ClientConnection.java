package dev.eloquent.local.server;

import dev.eloquent.local.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** One client's connection: requests in, answers or faults out, one after the other. */
final class ClientConnection {
    /** How long an idle connection is kept, and how long a client may pause within a request. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** What the history has for a status where a fault let nothing be answered. */
    private static final int UNANSWERED = 0;

    private static final byte[] GARBAGE = {'<', '{', '"', (byte) 0xc3, 0x28, (byte) 0xff, 0, ',', ',', ']'};

    private final Socket socket;
    private final Service service;
    private final FaultScript script;
    private final ControlPath control;
    private final RequestHistory history;
    private final LongSupplier nanoTime;
    private volatile boolean idle;

    ClientConnection(
            Socket socket,
            Service service,
            FaultScript script,
            ControlPath control,
            RequestHistory history,
            LongSupplier nanoTime) {
        this.socket = socket;
        this.service = service;
        this.script = script;
        this.control = control;
        this.history = history;
        this.nanoTime = nanoTime;
    }

    boolean isIdle() {
        return idle;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void serve() {
        try {
            Wire wire = new Wire(socket);
            FaultScript.Entry entry = script.enter();
            if (entry.fault().isPresent() && !begin(entry.fault().get(), wire)) {
                return;
            }
            RequestReader reader = new RequestReader(wire.in(), wire.out(), service.maxBody(), service.takesGzip());
            boolean more = true;
            while (more) {
                more = exchange(reader, wire, entry);
            }
        } catch (IOException gone) {
            // The client left, or close() was called: nobody is there to be told.
            return;
        }
    }

    /** Returns whether the connection goes on, as everywhere below. */
    private static boolean begin(Fault fault, Wire wire) throws IOException {
        if (fault instanceof Fault.Delay delay) {
            wire.await(delay.duration());
            return delay.then().isEmpty() || begin(delay.then().get(), wire);
        }
        return withoutAnswer(fault, wire);
    }

    private boolean exchange(RequestReader reader, Wire wire, FaultScript.Entry entry) throws IOException {
        wire.patience(IDLE);
        idle = true;
        // Asked when it can already be seen to be idle, so that a fault given meanwhile closes it here or there.
        if (!script.stillHolds(entry)) {
            return false;
        }
        long arrival;
        Request request;
        try {
            Optional<String> line = reader.requestLine();
            idle = false;
            if (line.isEmpty()) {
                return false;
            }
            if (line.get().equals(RequestReader.HTTP2_PREFACE)) {
                new GrpcRefusal(wire.in(), wire.out(), service.name()).serve();
                return false;
            }
            arrival = nanoTime.getAsLong();
            request = reader.rest(line.get());
        } catch (ServiceFault fault) {
            idle = false;
            history.add(nanoTime.getAsLong(), "?", "?", fault.status());
            wire.send(service.error(fault.status(), fault.message()), true, false);
            wire.finish();
            return false;
        }
        if (ControlPath.isControl(request.path())) {
            return answer(control.answer(request), request, wire);
        }
        return answer(script.forRequest(service.subject(request)), request, arrival, wire);
    }

    /** Works and counts on arrival, whatever becomes of the client; only the answer is late. */
    private boolean answer(Optional<Fault> given, Request request, long arrival, Wire wire) throws IOException {
        service.arrived(request);
        Duration wait = Duration.ZERO;
        Optional<Fault> fault = given;
        while (fault.isPresent() && fault.get() instanceof Fault.Delay delay) {
            wait = wait.plus(delay.duration());
            fault = delay.then();
        }
        Optional<Answer> answer = fault.isPresent() ? answerUnder(fault.get(), request) : Optional.of(work(request));
        history.add(
                arrival,
                request.method(),
                service.subject(request),
                answer.map(Answer::status).orElse(UNANSWERED));
        wire.await(wait);
        if (answer.isPresent() && !fault.map(Fault.Truncate.class::isInstance).orElse(false)) {
            service.answering(request, answer.get().status());
        }
        if (fault.isPresent()) {
            return answer.isPresent()
                    ? send(answer.get(), fault.get(), request, wire)
                    : withoutAnswer(fault.get(), wire);
        }
        return answer(answer.orElseThrow(), request, wire);
    }

    /** What is to be answered, in full or not; nothing if the fault lets nothing be answered. */
    private Optional<Answer> answerUnder(Fault fault, Request request) {
        if (fault instanceof Fault.Status status) {
            return Optional.of(answerTo(status));
        }
        if (fault instanceof Fault.Garbage) {
            return Optional.of(Answer.json(200, Json.object()).withBody(GARBAGE));
        }
        return fault instanceof Fault.Truncate || fault instanceof Fault.Trickle
                ? Optional.of(work(request))
                : Optional.empty();
    }

    private static boolean send(Answer answer, Fault fault, Request request, Wire wire) throws IOException {
        if (fault instanceof Fault.Truncate) {
            wire.sendHalf(answer);
            return false;
        }
        if (fault instanceof Fault.Trickle trickle) {
            wire.sendSlowly(answer, isLast(request), trickle.pause());
            return !isLast(request);
        }
        return answer(answer, request, wire);
    }

    private static boolean withoutAnswer(Fault fault, Wire wire) throws IOException {
        if (fault instanceof Fault.Reset) {
            wire.reset();
        } else if (fault instanceof Fault.Silence) {
            wire.awaitEnd();
        } else if (fault instanceof Fault.NotHttp) {
            wire.sendWhatIsNotHttp();
            wire.finish();
        }
        return false;
    }

    private Answer work(Request request) {
        try {
            return service.answer(request);
        } catch (ServiceFault fault) {
            return service.error(fault.status(), fault.message());
        } catch (RuntimeException | StackOverflowError e) {
            // A fault of the stand-in itself: whoever tests with it has to see which.
            return service.error(500, "the stand-in failed: " + e);
        }
    }

    private Answer answerTo(Fault.Status status) {
        Answer answer = service.error(status.status(), "scripted fault: status " + status.status());
        if (status.body().isPresent()) {
            answer = answer.withBody(service.scripted(status.body().get()));
        }
        for (var header : status.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    private static boolean answer(Answer answer, Request request, Wire wire) throws IOException {
        wire.send(answer, isLast(request), request.method().equals("HEAD"));
        return !isLast(request);
    }

    private static boolean isLast(Request request) {
        return request.header("connection").orElse("").equalsIgnoreCase("close");
    }
}
