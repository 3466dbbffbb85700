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
import org.slf4j.MDC;
import org.springframework.http.HttpStatus;

/**
 * The outermost filter, around every request: gives it its correlation id and does not let in a body larger than the
 * path takes. There is one such filter, and it does little, because every request pays for it.
 */
final class RequestFrame extends HttpFilter {

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
