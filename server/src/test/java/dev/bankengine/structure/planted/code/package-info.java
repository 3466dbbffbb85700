/** Code as it must not be. */
@NullMarked
package dev.bankengine.structure.planted.code;

import org.jspecify.annotations.NullMarked;
