package dev.bankengine.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The id that ties together what one request leaves behind: its answer, its log lines, its transactions. A client may
 * bring its own in {@value #HEADER}; one that is not a plain token of at most 64 characters is replaced by ours.
 */
public final class CorrelationId {

    public static final String HEADER = "X-Correlation-Id";

    static final String MDC_KEY = "correlationId";
    private static final String ATTRIBUTE = CorrelationId.class.getName();
    private static final int LONGEST = 64;

    private CorrelationId() {}

    /** The id of this request. */
    public static String of(HttpServletRequest request) {
        Object known = request.getAttribute(ATTRIBUTE);
        if (known instanceof String id) {
            return id;
        }
        String given = request.getHeader(HEADER);
        String id = given != null && isToken(given) ? given : random();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    private static boolean isToken(String given) {
        if (given.isEmpty() || given.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            boolean plain =
                    c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || "-_.:".indexOf(c) >= 0;
            if (!plain) {
                return false;
            }
        }
        return true;
    }
}
