package dev.bankengine.accounts;

/** How a customer names an account. */
public sealed interface AccountReference {

    record ById(long id) implements AccountReference {}

    /**
     * By its IBAN.
     *
     * @param number as {@link AccountNumbers#parse} gives it
     */
    record ByNumber(String number) implements AccountReference {}
}
