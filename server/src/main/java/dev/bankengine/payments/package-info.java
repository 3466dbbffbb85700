/**
 * Payments: deposits, withdrawals, transfers and transactions of many legs, one by one or in bulk;
 * their reversal; and holds. Here a customer's words become instructions to the ledger, and here the
 * bank's own accounts are kept out of customers' reach.
 */
@ApplicationModule(
        displayName = "Payments",
        allowedDependencies = {"accounts", "accounts :: web", "ledger", "money", "platform :: web", "rest"})
@NullMarked
package dev.bankengine.payments;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
