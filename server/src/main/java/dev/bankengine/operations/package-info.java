/**
 * What is done to a bank as a whole: bringing accounts and histories in, taking the books out, and
 * proving them. The commands of the command line stand here with what they carry out.
 */
@ApplicationModule(
        displayName = "Operations",
        allowedDependencies = {"accounts", "ledger", "money", "platform", "platform :: cli"})
@NullMarked
package dev.bankengine.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
