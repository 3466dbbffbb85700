/** Tests of the proof of the books. */
@NullMarked
package dev.bankengine.ledger.verification;

import org.jspecify.annotations.NullMarked;
