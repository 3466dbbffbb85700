package dev.bankengine.rest;

import dev.bankengine.ledger.AccountRule;
import dev.bankengine.ledger.Rule;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;

/** Which rules a kind of request can break, for the documentation. */
public enum RuleSet {
    /** Looks at an account named in the address. */
    ACCOUNT(List.of(), List.of(AccountRule.ACCOUNT_NOT_FOUND)),
    /** Looks at a transaction named in the address. */
    TRANSACTION(List.of(Rule.TRANSACTION_NOT_FOUND), List.of()),
    /** Looks at a hold named in the address. */
    HOLD(List.of(Rule.HOLD_NOT_FOUND), List.of()),
    OPENING(List.of(Rule.IDEMPOTENCY_KEY_REUSED, Rule.AMOUNT_NOT_POSITIVE, Rule.CURRENCY_MISMATCH), List.of()),
    BLOCKING(
            List.of(),
            List.of(AccountRule.ACCOUNT_NOT_FOUND, AccountRule.ACCOUNT_TERMINATED, AccountRule.ALREADY_BLOCKED)),
    UNBLOCKING(
            List.of(), List.of(AccountRule.ACCOUNT_NOT_FOUND, AccountRule.ACCOUNT_TERMINATED, AccountRule.NOT_BLOCKED)),
    LIMIT_CHANGE(
            List.of(Rule.CURRENCY_MISMATCH),
            List.of(AccountRule.ACCOUNT_NOT_FOUND, AccountRule.ACCOUNT_TERMINATED, AccountRule.LIMIT_BELOW_USE)),
    CLOSING(
            List.of(
                    Rule.IDEMPOTENCY_KEY_REUSED,
                    Rule.SAME_ACCOUNT,
                    Rule.ACCOUNT_NOT_FOUND,
                    Rule.CURRENCY_MISMATCH,
                    Rule.BALANCE_OUT_OF_RANGE),
            List.of(AccountRule.ACCOUNT_NOT_FOUND, AccountRule.ACCOUNT_TERMINATED)),
    PAYMENT(
            List.of(
                    Rule.IDEMPOTENCY_KEY_REUSED,
                    Rule.AMOUNT_NOT_POSITIVE,
                    Rule.SAME_ACCOUNT,
                    Rule.VALUE_DATE_OUT_OF_RANGE,
                    Rule.ACCOUNT_NOT_FOUND,
                    Rule.CURRENCY_MISMATCH,
                    Rule.ACCOUNT_TERMINATED,
                    Rule.ACCOUNT_BLOCKED,
                    Rule.INSUFFICIENT_FUNDS,
                    Rule.BALANCE_OUT_OF_RANGE),
            List.of()),
    MULTI_LEG(
            List.of(
                    Rule.IDEMPOTENCY_KEY_REUSED,
                    Rule.LEG_COUNT,
                    Rule.AMOUNT_ZERO,
                    Rule.SAME_ACCOUNT,
                    Rule.UNBALANCED,
                    Rule.VALUE_DATE_OUT_OF_RANGE,
                    Rule.ACCOUNT_NOT_FOUND,
                    Rule.CURRENCY_MISMATCH,
                    Rule.ACCOUNT_TERMINATED,
                    Rule.ACCOUNT_BLOCKED,
                    Rule.INSUFFICIENT_FUNDS,
                    Rule.BALANCE_OUT_OF_RANGE),
            List.of()),
    BULK(both(PAYMENT, MULTI_LEG, Rule.GROUP_REFUSED), List.of()),
    REVERSAL(
            List.of(
                    Rule.IDEMPOTENCY_KEY_REUSED,
                    Rule.TRANSACTION_NOT_FOUND,
                    Rule.NOT_REVERSIBLE,
                    Rule.ALREADY_REVERSED,
                    Rule.ACCOUNT_TERMINATED,
                    Rule.INSUFFICIENT_FUNDS,
                    Rule.BALANCE_OUT_OF_RANGE),
            List.of()),
    HOLDING(
            List.of(
                    Rule.IDEMPOTENCY_KEY_REUSED,
                    Rule.AMOUNT_NOT_POSITIVE,
                    Rule.EXPIRY_OUT_OF_RANGE,
                    Rule.ACCOUNT_NOT_FOUND,
                    Rule.CURRENCY_MISMATCH,
                    Rule.NOT_A_CUSTOMER_ACCOUNT,
                    Rule.ACCOUNT_TERMINATED,
                    Rule.ACCOUNT_BLOCKED,
                    Rule.INSUFFICIENT_FUNDS,
                    Rule.BALANCE_OUT_OF_RANGE),
            List.of()),
    CAPTURE(
            List.of(
                    Rule.IDEMPOTENCY_KEY_REUSED,
                    Rule.AMOUNT_NOT_POSITIVE,
                    Rule.SAME_ACCOUNT,
                    Rule.HOLD_NOT_FOUND,
                    Rule.HOLD_NOT_ACTIVE,
                    Rule.CAPTURE_EXCEEDS_HOLD,
                    Rule.ACCOUNT_NOT_FOUND,
                    Rule.CURRENCY_MISMATCH,
                    Rule.ACCOUNT_TERMINATED,
                    Rule.ACCOUNT_BLOCKED,
                    Rule.BALANCE_OUT_OF_RANGE),
            List.of()),
    RELEASE(List.of(Rule.IDEMPOTENCY_KEY_REUSED, Rule.HOLD_NOT_FOUND, Rule.HOLD_NOT_ACTIVE), List.of());

    private final List<Rule> rules;
    private final List<AccountRule> accountRules;

    RuleSet(List<Rule> rules, List<AccountRule> accountRules) {
        this.rules = rules;
        this.accountRules = accountRules;
    }

    /** The codes of these rules by the status that each is answered with. */
    Map<HttpStatus, Set<String>> codes() {
        var codes = new TreeMap<HttpStatus, Set<String>>(Comparator.comparingInt(HttpStatus::value));
        for (var rule : rules) {
            codes.computeIfAbsent(Refusals.status(rule), status -> new LinkedHashSet<>())
                    .add(rule.name());
        }
        for (var rule : accountRules) {
            codes.computeIfAbsent(Refusals.status(rule), status -> new LinkedHashSet<>())
                    .add(rule.name());
        }
        return codes;
    }

    private static List<Rule> both(RuleSet one, RuleSet other, Rule more) {
        return Stream.concat(Stream.concat(one.rules.stream(), other.rules.stream()), Stream.of(more))
                .distinct()
                .sorted()
                .toList();
    }

    static {
        var documented =
                Arrays.stream(values()).flatMap(set -> set.rules.stream()).toList();
        for (var rule : Rule.values()) {
            if (!documented.contains(rule)) {
                throw new IllegalStateException("no request is documented to break " + rule);
            }
        }
    }
}
