/** Tests of the ledger. */
@NullMarked
package dev.bankengine.ledger;

import org.jspecify.annotations.NullMarked;
