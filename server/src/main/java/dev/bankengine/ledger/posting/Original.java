package dev.bankengine.ledger.posting;

import dev.bankengine.ledger.Leg;
import dev.bankengine.ledger.TransactionKind;
import java.util.List;

/** A transaction that a request wants reversed. Transactions never change, so no lock is needed. */
record Original(TransactionKind kind, List<Leg> legs) {}
