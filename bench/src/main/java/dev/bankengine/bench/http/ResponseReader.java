package dev.bankengine.bench.http;

import java.nio.ByteBuffer;

/**
 * Reads HTTP/1.1 answers as they trickle in, keeping the status and whether the server will close the connection, and
 * stepping over everything else. Bodies may have a length or come in chunks. One reader serves one connection.
 */
final class ResponseReader {
    private static final int KEPT_BODY_CHARS = 600;
    private static final int MAX_LINE_BYTES = 16_384;

    private enum Part {
        STATUS_LINE,
        HEADER,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    private final byte[] line = new byte[MAX_LINE_BYTES];
    private final StringBuilder keptBody = new StringBuilder();
    private int lineLength;
    private Part part = Part.STATUS_LINE;
    private int status;
    private boolean closing;
    private boolean chunked;
    private long bodyLeft;

    /**
     * Consumes bytes up to the end of an answer.
     *
     * @return true when an answer is complete; call again for what is left in the buffer
     */
    boolean consume(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (part == Part.BODY || part == Part.CHUNK) {
                skipBody(in);
                if (bodyLeft > 0) {
                    return false;
                }
                if (part == Part.BODY) {
                    return complete();
                }
                part = Part.CHUNK_END;
            } else if (readLine(in)) {
                boolean done = endOfLine();
                lineLength = 0;
                if (done) {
                    return complete();
                }
            }
        }
        return false;
    }

    int status() {
        return status;
    }

    /** Whether the last answer announced that the server closes the connection after it. */
    boolean closing() {
        return closing;
    }

    /** The beginning of the last answer's body when its status was 400 or above. */
    String body() {
        return keptBody.toString();
    }

    /** True between two answers. */
    boolean idle() {
        return part == Part.STATUS_LINE && lineLength == 0;
    }

    private boolean complete() {
        part = Part.STATUS_LINE;
        return true;
    }

    private void skipBody(ByteBuffer in) {
        int step = (int) Math.min(bodyLeft, in.remaining());
        if (status >= 400) {
            for (int i = 0; i < step && keptBody.length() < KEPT_BODY_CHARS; i++) {
                keptBody.append((char) (in.get(in.position() + i) & 0xff));
            }
        }
        in.position(in.position() + step);
        bodyLeft -= step;
    }

    private boolean readLine(ByteBuffer in) {
        while (in.hasRemaining()) {
            byte b = in.get();
            if (b == '\n') {
                return true;
            }
            if (b != '\r') {
                if (lineLength == MAX_LINE_BYTES) {
                    throw new IllegalStateException("A line of an answer is longer than " + MAX_LINE_BYTES + " bytes");
                }
                line[lineLength++] = b;
            }
        }
        return false;
    }

    /** Interprets the line just read; true when it ends the answer. */
    private boolean endOfLine() {
        return switch (part) {
            case STATUS_LINE -> {
                startAnswer();
                yield false;
            }
            case HEADER -> {
                if (lineLength > 0) {
                    readHeader();
                    yield false;
                }
                yield endOfHeaders();
            }
            case CHUNK_SIZE -> {
                bodyLeft = number(0, 16);
                part = bodyLeft == 0 ? Part.TRAILER : Part.CHUNK;
                yield false;
            }
            case CHUNK_END -> {
                part = Part.CHUNK_SIZE;
                yield false;
            }
            case TRAILER -> lineLength == 0;
            case BODY, CHUNK -> throw new IllegalStateException("A body is not read by lines");
        };
    }

    private void startAnswer() {
        // "HTTP/1.1 201 Created": the status stands at a fixed place.
        if (lineLength < 12 || line[0] != 'H' || line[8] != ' ') {
            throw new IllegalStateException("Not the status line of an HTTP/1.1 answer: " + text());
        }
        status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
        closing = false;
        chunked = false;
        bodyLeft = -1;
        keptBody.setLength(0);
        part = Part.HEADER;
    }

    private void readHeader() {
        switch (line[0]) {
            case 'C', 'c' -> {
                if (startsWith("content-length:")) {
                    bodyLeft = number("content-length:".length(), 10);
                } else if (startsWith("connection:")) {
                    closing = text().toLowerCase(java.util.Locale.ROOT).contains("close");
                }
            }
            case 'T', 't' -> {
                if (startsWith("transfer-encoding:")) {
                    chunked = true;
                }
            }
            default -> {
                // No other header says where the answer ends.
            }
        }
    }

    private boolean endOfHeaders() {
        if (status == 204 || status == 304) {
            return true;
        }
        if (chunked) {
            part = Part.CHUNK_SIZE;
            return false;
        }
        if (bodyLeft < 0) {
            throw new IllegalStateException("An answer with status " + status + " has no length");
        }
        part = Part.BODY;
        return bodyLeft == 0;
    }

    private boolean startsWith(String lowerCase) {
        if (lineLength < lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            int c = line[i];
            int lower = c >= 'A' && c <= 'Z' ? c + 32 : c;
            if (lower != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private long number(int from, int radix) {
        long value = 0;
        for (int i = from; i < lineLength; i++) {
            if (line[i] == ' ') {
                continue;
            }
            int digit = Character.digit(line[i], radix);
            if (digit < 0) {
                break;
            }
            value = value * radix + digit;
        }
        return value;
    }

    private String text() {
        return new String(line, 0, lineLength, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
