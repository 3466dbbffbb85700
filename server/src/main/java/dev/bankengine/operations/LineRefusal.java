package dev.bankengine.operations;

import dev.bankengine.ledger.Refusal;
import dev.bankengine.ledger.Rule;

/**
 * Why a line was not imported.
 *
 * @param code {@code MISSING_VALUE}, {@code INVALID_VALUE}, {@code ACCOUNT_DIFFERS} or the name of a rule
 *     of the ledger
 */
record LineRefusal(String code, String reason) {

    static LineRefusal missing(String column) {
        return new LineRefusal("MISSING_VALUE", "The column " + column + " is empty.");
    }

    static LineRefusal invalid(String column, String reason) {
        return new LineRefusal("INVALID_VALUE", "%s: %s".formatted(column, reason));
    }

    static LineRefusal of(Rule rule, String reason) {
        return new LineRefusal(rule.name(), reason);
    }

    static LineRefusal of(Refusal refusal) {
        return new LineRefusal(refusal.rule().name(), refusal.message());
    }
}
