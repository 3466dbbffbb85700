package dev.bankengine.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * The outermost filter, around every request: gives it its correlation id and does not let in what was meant for
 * another host, nor a body larger than the path takes.
 *
 * <p>The server listens on loopback only and nobody signs in, so the name it is called by is what tells programs on this
 * machine from a page in a browser on it, whose own name was made to point here. There is one such filter, and it does little, because every request pays for it.
 */
final class RequestFrame extends HttpFilter {

    private static final Set<String> OURS = Set.of("127.0.0.1", "localhost", "[::1]");

    private final transient BodyLimits limits;

    RequestFrame(BodyLimits limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String id = CorrelationId.of(request);
        response.setHeader(CorrelationId.HEADER, id);
        MDC.put(CorrelationId.MDC_KEY, id);
        try {
            if (!isOurs(request.getHeader(HttpHeaders.HOST))) {
                ProblemWriter.write(response, notOurHost());
                return;
            }
            long limit = limits.of(request.getRequestURI());
            long announced = request.getContentLengthLong();
            if (announced > limit) {
                ProblemWriter.write(response, BodyTooLarge.problem(limit));
            } else if (announced < 0 && request.getHeader("Transfer-Encoding") != null) {
                chain.doFilter(new Limited(request, limit), response);
            } else {
                chain.doFilter(request, response);
            }
        } finally {
            MDC.remove(CorrelationId.MDC_KEY);
        }
    }

    /** Whether the host, with any port, is a name of this machine for itself. A browser always sends one. */
    static boolean isOurs(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return true;
        }
        int port = host.indexOf(':', host.lastIndexOf(']') + 1);
        return OURS.contains((port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT));
    }

    private static Problem notOurHost() {
        return Problem.of(
                HttpStatus.MISDIRECTED_REQUEST,
                "HOST_NOT_ALLOWED",
                "The bank answers as 127.0.0.1, localhost or [::1] only. Send one of them as the header Host.");
    }

    /** A body grew larger than its path takes. */
    static final class BodyTooLarge extends IOException {

        private final long limit;

        BodyTooLarge(long limit) {
            super("The body is larger than " + limit + " bytes");
            this.limit = limit;
        }

        Problem problem() {
            return problem(limit);
        }

        static Problem problem(long limit) {
            return Problem.of(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "BODY_TOO_LARGE",
                    "The body is larger than the " + limit + " bytes this path takes. Send less at a time.");
        }
    }

    /** A body of unannounced length, counted while it is read. */
    private static final class Limited extends HttpServletRequestWrapper {

        private final long limit;

        Limited(HttpServletRequest request, long limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counting(super.getInputStream(), limit);
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class Counting extends ServletInputStream {

        private final ServletInputStream body;
        private final long limit;
        private long read;

        Counting(ServletInputStream body, long limit) {
            this.body = body;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int octet = body.read();
            count(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = body.read(target, offset, length);
            count(Math.max(got, 0));
            return got;
        }

        private void count(int octets) throws BodyTooLarge {
            read += octets;
            if (read > limit) {
                throw new BodyTooLarge(limit);
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
