/**
 * What all controllers of the bank share: who calls, how money, ids and pages look in JSON, and which
 * status and code each rule of the ledger is answered with. The technical frame around it, which
 * knows no money, is {@code platform}.
 */
@ApplicationModule(
        displayName = "REST vocabulary",
        allowedDependencies = {"ledger", "money", "platform :: web"})
@NullMarked
package dev.bankengine.rest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
