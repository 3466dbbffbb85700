package dev.bankengine.accounts.web;

import dev.bankengine.accounts.AccountNumbers;
import dev.bankengine.accounts.AccountReference;
import dev.bankengine.accounts.InvalidAccountNumber;
import dev.bankengine.rest.Fields;
import org.jspecify.annotations.Nullable;

/** How a request names an account: by its id or by its number, in two fields of which one is given. */
public final class AccountFields {

    private AccountFields() {}

    public static AccountReference required(
            @Nullable String id, @Nullable String number, String idField, String numberField) {
        var reference = optional(id, number, idField, numberField);
        if (reference == null) {
            throw Fields.invalid(idField, "must be given, or %s in its place".formatted(numberField));
        }
        return reference;
    }

    public static @Nullable AccountReference optional(
            @Nullable String id, @Nullable String number, String idField, String numberField) {
        if (id != null && number != null) {
            throw Fields.invalid(numberField, "can't be combined with %s; send one of them".formatted(idField));
        }
        if (id != null) {
            return new AccountReference.ById(Fields.id(id, idField));
        }
        return number == null ? null : new AccountReference.ByNumber(number(number, numberField));
    }

    static String number(String written, String field) {
        try {
            return AccountNumbers.parse(written);
        } catch (InvalidAccountNumber invalid) {
            throw Fields.invalid(field, "can't be right: " + invalid.getMessage());
        }
    }
}
