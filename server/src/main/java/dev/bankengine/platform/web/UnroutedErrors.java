package dev.bankengine.platform.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Errors that never met a controller: refused by a filter, or by the HTTP server while it took the request apart. */
@Controller
class UnroutedErrors implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<Object> error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int code = status instanceof Integer known ? known : HttpStatus.NOT_FOUND.value();
        // Once a body breaks off, the HTTP server throws away what a controller answers, but for its status.
        boolean bodyBroken = code == HttpStatus.BAD_REQUEST.value()
                && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException;
        return (bodyBroken ? JsonProblems.bodyBroken() : problem(code)).toResponse();
    }

    static Problem problem(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        if (known == HttpStatus.HTTP_VERSION_NOT_SUPPORTED || known == HttpStatus.NOT_IMPLEMENTED) {
            // The server takes these for faults of its own, but it was the client who asked for the impossible.
            return problem(HttpStatus.BAD_REQUEST.value());
        }
        if (known == null || known.is5xxServerError()) {
            return Problem.of(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    "INTERNAL_ERROR",
                    "Something is wrong on our side. The correlation id finds it in the log.");
        }
        return switch (known) {
            case NOT_FOUND ->
                Problem.of(known, "NOT_FOUND", "There is nothing at this address. See /docs for what there is.");
            case URI_TOO_LONG, REQUEST_HEADER_FIELDS_TOO_LARGE ->
                Problem.of(known, "HEADER_TOO_LARGE", "The request's address or headers are too long.");
            case BAD_REQUEST ->
                Problem.of(
                        known,
                        "MALFORMED_REQUEST",
                        "The request is not valid HTTP: check its address, encoding and headers.");
            default -> Problem.of(known, known.name(), "The request cannot be handled as it is.");
        };
    }

    /** The HTTP server's own error page, as a problem instead of HTML. Made by the server, by name. */
    public static final class ReportValve extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable thrown) {
            HttpServletResponse answer = response.getResponse();
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            try {
                String id = CorrelationId.of(request.getRequest());
                answer.setHeader(CorrelationId.HEADER, id);
                MDC.put(CorrelationId.MDC_KEY, id);
                ProblemWriter.write(answer, problem(response.getStatus()));
                response.finishResponse();
            } catch (IOException | IllegalStateException clientHasGone) {
                getContainer().getLogger().debug("An error could not be reported", clientHasGone);
            } finally {
                MDC.remove(CorrelationId.MDC_KEY);
            }
        }
    }
}
