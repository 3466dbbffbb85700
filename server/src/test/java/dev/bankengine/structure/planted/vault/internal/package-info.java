@NullMarked
package dev.bankengine.structure.planted.vault.internal;

import org.jspecify.annotations.NullMarked;
