package dev.bankengine.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Where a list goes on, as a short text that is safe in a URL. It is bound to its list by a checksum,
 * so that a mistyped or a foreign one is noticed. It is no secret and grants nothing: the reader checks
 * what it finds in it as if a stranger had written it.
 */
public final class Cursor {

    private static final int MAX_LENGTH = 200;

    private Cursor() {}

    /**
     * @param list what the cursor belongs to, with everything that selects or orders the list
     */
    public static String write(String list, long... values) {
        var bytes = ByteBuffer.allocate(Integer.BYTES + Long.BYTES * values.length);
        bytes.putInt(checksum(list, values));
        for (long value : values) {
            bytes.putLong(value);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * The values that the cursor was written with.
     *
     * @throws InvalidCursor when it was not written for this list with as many values
     */
    public static long[] read(String list, String cursor, int count) {
        if (cursor.length() > MAX_LENGTH) {
            throw new InvalidCursor();
        }
        byte[] decoded;
        try {
            decoded = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException notBase64) {
            throw new InvalidCursor();
        }
        if (decoded.length != Integer.BYTES + Long.BYTES * count) {
            throw new InvalidCursor();
        }
        var bytes = ByteBuffer.wrap(decoded);
        int checksum = bytes.getInt();
        long[] values = new long[count];
        Arrays.setAll(values, i -> bytes.getLong());
        if (checksum != checksum(list, values)) {
            throw new InvalidCursor();
        }
        return values;
    }

    private static int checksum(String list, long... values) {
        var checksum = new CRC32C();
        checksum.update(list.getBytes(StandardCharsets.UTF_8));
        var bytes = ByteBuffer.allocate(Long.BYTES * values.length);
        for (long value : values) {
            bytes.putLong(value);
        }
        checksum.update(bytes.array());
        return (int) checksum.getValue();
    }
}
