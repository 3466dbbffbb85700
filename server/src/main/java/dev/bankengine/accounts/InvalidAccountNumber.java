package dev.bankengine.accounts;

/** What was given is no IBAN; the message says why in words for the person who sent it. */
public final class InvalidAccountNumber extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidAccountNumber(String message) {
        super(message);
    }
}
