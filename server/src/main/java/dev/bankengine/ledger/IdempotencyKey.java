package dev.bankengine.ledger;

/**
 * The name that a client gives to a request, so that it may be sent again: the same key gets the same
 * answer, and its effect at most once.
 *
 * @param scope whose key this is; two customers may use the same key. 1 to 64 characters
 * @param key 1 to 128 printable ASCII characters
 */
public record IdempotencyKey(String scope, String key) {

    public static final int MAX_KEY_LENGTH = 128;

    public IdempotencyKey {
        require(scope, 64, "scope");
        require(key, MAX_KEY_LENGTH, "idempotency key");
    }

    private static void require(String text, int limit, String name) {
        if (text.isEmpty() || text.length() > limit || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "the %s must be 1 to %d printable ASCII characters without blanks".formatted(name, limit));
        }
    }
}
