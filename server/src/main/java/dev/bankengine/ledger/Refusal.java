package dev.bankengine.ledger;

/**
 * A rule's no, and what to tell the person who asked. Nothing was changed.
 *
 * @param rule the first rule that the request breaks
 * @param message a sentence for the person who asked; it names ids, never a balance or a name
 */
public record Refusal(Rule rule, String message) {}
