package dev.bankengine.payments.web;

import dev.bankengine.ledger.IdempotencyKey;
import dev.bankengine.payments.Payment;
import dev.bankengine.payments.PaymentOrder;
import dev.bankengine.rest.Fields;
import dev.bankengine.rest.RequestBodies;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends to make many payments at once. It is read item by item, so this describes it and
 * is never filled as a whole.
 */
@Schema(name = "BulkPayments", example = RequestBodies.BULK)
record BulkRequest(
        @Schema(description = "Whether all are made or none; each by itself where absent.") @Nullable
        Boolean atomic,

        @ArraySchema(minItems = 1, maxItems = BulkRequest.MAX_ITEMS)
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
        List<Item> items) {

    static final int MAX_ITEMS = 10_000;

    /** One payment: exactly one of the four. */
    @Schema(
            name = "BulkItem",
            description =
                    "One payment under a key of its own: exactly one of transfer, deposit, withdraw and transaction.",
            example = "{\"idempotencyKey\":\"salary-1\",\"transfer\":" + RequestBodies.TRANSFER + "}")
    record Item(
            @Schema(
                    description = "The name of this payment, as in the header of a single one.",
                    minLength = 1,
                    maxLength = IdempotencyKey.MAX_KEY_LENGTH,
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String idempotencyKey,

            @Nullable TransferMoney transfer,
            @Nullable MoveCash deposit,
            @Nullable MoveCash withdraw,
            @Nullable PostTransaction transaction) {

        PaymentOrder order(String scope) {
            return new PaymentOrder(key(scope), payment());
        }

        private IdempotencyKey key(String scope) {
            String key = Fields.required(idempotencyKey, "idempotencyKey");
            try {
                return new IdempotencyKey(scope, key);
            } catch (IllegalArgumentException invalid) {
                throw Fields.invalid(
                        "idempotencyKey",
                        "must be 1 to %d printable ASCII characters without blanks"
                                .formatted(IdempotencyKey.MAX_KEY_LENGTH));
            }
        }

        private Payment payment() {
            int given = (transfer == null ? 0 : 1)
                    + (deposit == null ? 0 : 1)
                    + (withdraw == null ? 0 : 1)
                    + (transaction == null ? 0 : 1);
            if (given == 1 && transfer != null) {
                return transfer.payment();
            }
            if (given == 1 && deposit != null) {
                return deposit.deposit();
            }
            if (given == 1 && withdraw != null) {
                return withdraw.withdrawal();
            }
            if (given == 1 && transaction != null) {
                return transaction.payment();
            }
            throw Fields.invalid("transfer", "or exactly one of deposit, withdraw and transaction must be given");
        }
    }
}
