@NullMarked
package dev.bankengine;

import org.jspecify.annotations.NullMarked;
