/** One half of a cycle. */
@NullMarked
package dev.bankengine.structure.planted.ping;

import org.jspecify.annotations.NullMarked;
