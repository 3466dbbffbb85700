/** Tests of what is done to a bank as a whole. */
@NullMarked
package dev.bankengine.operations;

import org.jspecify.annotations.NullMarked;
