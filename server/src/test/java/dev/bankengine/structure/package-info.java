@NullMarked
package dev.bankengine.structure;

import org.jspecify.annotations.NullMarked;
