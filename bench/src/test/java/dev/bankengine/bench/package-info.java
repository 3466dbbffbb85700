/** The benchmark measured: its arithmetic, its load generator against a server of a few lines, a short whole run. */
@NullMarked
package dev.bankengine.bench;

import org.jspecify.annotations.NullMarked;
