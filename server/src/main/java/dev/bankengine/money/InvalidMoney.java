package dev.bankengine.money;

/** What was given is no amount of money; the message says why in words for the person who sent it. */
public final class InvalidMoney extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidMoney(String message) {
        super(message);
    }

    public InvalidMoney(String message, Throwable cause) {
        super(message, cause);
    }
}
