package dev.bankengine.ledger;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Lets the ledger's sweeps run by themselves. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class LedgerSchedule {}
