/** One half of a cycle. */
@NullMarked
package dev.bankengine.structure.planted.pong;

import org.jspecify.annotations.NullMarked;
