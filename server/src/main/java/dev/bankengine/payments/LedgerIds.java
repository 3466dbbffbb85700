package dev.bankengine.payments;

import dev.bankengine.accounts.AccountReference;
import dev.bankengine.ledger.Outcome;
import dev.bankengine.ledger.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ids under which the accounts of requests go to the ledger. One that no customer has goes there as
 * well, under an id that no account can have: so the ledger refuses it in the order of its rules, and
 * remembers that. The same reference has the same such id for ever, and another one another. Used by
 * one thread.
 */
final class LedgerIds {

    /** The ids of accounts are positive; these begin here, and all have 19 digits. */
    private static final long NOBODYS = Long.MIN_VALUE;

    private static final Pattern NOBODYS_ID = Pattern.compile("-[0-9]{19}");

    private final Function<AccountReference, OptionalLong> directory;
    private final Map<Long, AccountReference> unknown = new HashMap<>();

    LedgerIds(Function<AccountReference, OptionalLong> directory) {
        this.directory = directory;
    }

    long of(AccountReference reference) {
        var found = directory.apply(reference);
        if (found.isPresent()) {
            return found.getAsLong();
        }
        long id = nobodys(reference);
        unknown.put(id, reference);
        return id;
    }

    /** The outcome as the customer may read it: a refusal speaks of the account as the customer did. */
    Outcome inWordsOfTheCustomer(Outcome outcome) {
        if (unknown.isEmpty() || !(outcome instanceof Outcome.Refused(var refusal, var replayed))) {
            return outcome;
        }
        String message = NOBODYS_ID
                .matcher(refusal.message())
                .replaceAll(id -> name(id.group(), unknown.get(Long.parseLong(id.group()))));
        return new Outcome.Refused(new Refusal(refusal.rule(), message), replayed);
    }

    private static String name(String id, @Nullable AccountReference reference) {
        return switch (reference) {
            case null -> id;
            case AccountReference.ById(long sent) -> Long.toString(sent);
            case AccountReference.ByNumber _ -> "of this number";
        };
    }

    private static long nobodys(AccountReference reference) {
        return switch (reference) {
            case AccountReference.ById(long id) -> NOBODYS + id;
            case AccountReference.ByNumber(String number) -> NOBODYS | digest(number) >>> 2;
        };
    }

    private static long digest(String number) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(number.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
