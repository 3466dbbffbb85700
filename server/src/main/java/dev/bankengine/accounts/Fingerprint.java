package dev.bankengine.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** What was asked for under a key, in 32 bytes: the same request has the same, another one another. */
final class Fingerprint {

    private Fingerprint() {}

    /** Each part goes in with its length before it, so that no two lists of parts look alike. */
    static byte[] of(@Nullable Object... parts) {
        var text = new StringBuilder();
        for (Object part : parts) {
            if (part == null) {
                text.append("-;");
            } else {
                String written = part.toString();
                text.append(written.length()).append(':').append(written).append(';');
            }
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
