package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Details;
import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.ledger.Instruction;
import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.Request;
import dev.bankengine.money.Money;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request with the two hashes that idempotency needs. The text that is hashed is part of what the
 * database remembers: changing it would make every earlier key look reused.
 *
 * @param decisionId the first 128 bits of SHA-256 over scope, a zero byte, and key
 * @param fingerprint the first 64 bits of SHA-256 over what is asked
 */
record KeyedRequest(Request request, UUID decisionId, long fingerprint) {

    static KeyedRequest of(Request request) {
        MessageDigest sha256 = sha256();
        return new KeyedRequest(request, decisionId(sha256, request.key()), fingerprint(sha256, request.instruction()));
    }

    private static UUID decisionId(MessageDigest sha256, IdempotencyKey key) {
        byte[] digest = sha256.digest((key.scope() + '\0' + key.key()).getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static long fingerprint(MessageDigest sha256, Instruction instruction) {
        byte[] digest = sha256.digest(canonical(instruction).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getLong();
    }

    private static String canonical(Instruction instruction) {
        var text = new StringBuilder(96);
        switch (instruction) {
            case Instruction.Transfer transfer -> {
                field(text, "transfer");
                field(text, transfer.kind());
                field(text, transfer.from());
                field(text, transfer.to());
                money(text, transfer.amount());
                field(text, transfer.valueDate());
                details(text, transfer.details());
            }
            case Instruction.Post post -> {
                field(text, "post");
                field(text, post.kind());
                field(text, post.legs().size());
                for (Leg leg : post.legs()) {
                    field(text, leg.accountId());
                    money(text, leg.amount());
                }
                field(text, post.valueDate());
                details(text, post.details());
            }
            case Instruction.Reverse reverse -> {
                field(text, "reverse");
                field(text, reverse.transactionId());
                details(text, reverse.details());
            }
            case Instruction.PlaceHold hold -> {
                field(text, "hold");
                field(text, hold.accountId());
                money(text, hold.amount());
                field(text, hold.expiresAt());
                details(text, hold.details());
            }
            case Instruction.CaptureHold capture -> {
                field(text, "capture");
                field(text, capture.holdId());
                money(text, capture.amount());
                field(text, capture.toAccountId());
                field(text, capture.last());
                details(text, capture.details());
            }
            case Instruction.ReleaseHold release -> {
                field(text, "release");
                field(text, release.holdId());
            }
        }
        return text.toString();
    }

    private static void money(StringBuilder text, Money money) {
        field(text, money.minorUnits());
        field(text, money.currency().getCurrencyCode());
    }

    private static void details(StringBuilder text, Details details) {
        field(text, details.description());
        field(text, details.reference());
        field(text, details.metadata());
    }

    /** Each field is preceded by its length, so that no two requests have the same text. */
    private static void field(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append("-;");
            return;
        }
        String field = value.toString();
        text.append(field.length()).append(':').append(field).append(';');
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
