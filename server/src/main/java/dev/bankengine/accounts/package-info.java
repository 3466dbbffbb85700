/**
 * The customers' accounts: their number, type and holder, how they are opened and how they end. The
 * ledger's row is the truth about balance, limit and status; what is written here is added to it and
 * never repeats it.
 */
@ApplicationModule(
        displayName = "Accounts",
        allowedDependencies = {"ledger", "money", "platform", "platform :: web", "rest"})
@NullMarked
package dev.bankengine.accounts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
