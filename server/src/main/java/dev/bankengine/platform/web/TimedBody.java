package dev.bankengine.platform.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/**
 * A body that must be there in a time, however steadily it trickles in. Past that, reading fails, and {@link JsonProblems}
 * has the answer, a 408. A read that is under way is not cut short: it ends with the next bytes, or when the server gives
 * up a connection that is silent.
 */
public final class TimedBody extends FilterInputStream {

    private final Duration within;
    private final long beganNanos = System.nanoTime();

    /** @param within how long the body may take from now on */
    public TimedBody(InputStream body, Duration within) {
        super(body);
        this.within = within;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        requireTime();
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int got = super.read(target, offset, length);
        requireTime();
        return got;
    }

    private void requireTime() throws TooSlow {
        if (System.nanoTime() - beganNanos > within.toNanos()) {
            throw new TooSlow(within);
        }
    }

    /** A body took longer than it may. */
    static final class TooSlow extends IOException {

        private final Duration within;

        TooSlow(Duration within) {
            super("The body took longer than " + within);
            this.within = within;
        }

        Problem problem() {
            return Problem.of(
                    HttpStatus.REQUEST_TIMEOUT,
                    "REQUEST_TIMEOUT",
                    "The body was not there within %d ms, so nothing of it was carried out. Send it faster, or less at a time."
                            .formatted(within.toMillis()));
        }
    }
}
