/**
 * The proof of the books. Each step is one statement over a part of the ledger that answers, for every
 * {@link dev.bankengine.ledger.Check} it serves, how many it looked at, how many are broken, and the
 * first of those by name. The steps run on several connections that share one snapshot.
 */
@NullMarked
package dev.bankengine.ledger.verification;

import org.jspecify.annotations.NullMarked;
