package dev.bankengine.platform.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * How far a long task has come, on standard error: rewritten in place on a terminal, a line now and then in a log. Shows
 * the rate and, where the total is known, the time left. For one thread.
 */
public final class Progress implements AutoCloseable {

    private static final Duration ON_A_TERMINAL = Duration.ofMillis(200);
    private static final Duration IN_A_LOG = Duration.ofSeconds(5);

    private final PrintStream screen;
    private final boolean terminal;
    private final String what;
    private final long total;
    private final long startNanos = System.nanoTime();
    private long done;
    private long shownNanos = startNanos;

    private Progress(PrintStream screen, boolean terminal, String what, long total) {
        this.screen = screen;
        this.terminal = terminal;
        this.what = what;
        this.total = total;
    }

    /**
     * @param what the unit in the plural, such as {@code transactions}
     * @param total how many there will be; 0 when that is not known
     */
    public static Progress of(String what, long total) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Progress(System.err, terminal, what, total);
    }

    /** So many more are done. Cheap enough to be called for each. */
    public void advance(long count) {
        done += count;
        long now = System.nanoTime();
        if (now - shownNanos > (terminal ? ON_A_TERMINAL : IN_A_LOG).toNanos()) {
            shownNanos = now;
            show(now, terminal ? "\r" : "", terminal ? "\u001b[K" : System.lineSeparator());
        }
    }

    /** Shows the final count. */
    @Override
    public void close() {
        show(System.nanoTime(), terminal ? "\r" : "", (terminal ? "\u001b[K" : "") + System.lineSeparator());
    }

    private void show(long now, String before, String after) {
        long millis = Math.max(1, (now - startNanos) / 1_000_000);
        long perSecond = done * 1000 / millis;
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%,d", done));
        if (total > 0) {
            line.append(String.format(Locale.ROOT, " of %,d", total));
        }
        line.append(String.format(Locale.ROOT, " %s, %,d a second", what, perSecond));
        if (total > done && perSecond > 0) {
            line.append(", ").append((total - done) / perSecond + 1).append(" s left");
        } else {
            line.append(String.format(Locale.ROOT, ", %,d.%d s", millis / 1000, millis % 1000 / 100));
        }
        screen.print(before + line + after);
        screen.flush();
    }
}
