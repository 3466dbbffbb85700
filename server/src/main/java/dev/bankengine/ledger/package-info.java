/**
 * The ledger: accounts, transactions and their entries, holds, and what was decided on each request.
 *
 * <p>It books balanced sets of entries and nothing else. It knows no customer, product or HTTP. The
 * way in is {@link dev.bankengine.ledger.Ledger}; the rules by which it refuses are
 * {@link dev.bankengine.ledger.Rule}, in their order. Amounts are signed, credit positive.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = "money")
@NullMarked
package dev.bankengine.ledger;

import org.jspecify.annotations.NullMarked;
