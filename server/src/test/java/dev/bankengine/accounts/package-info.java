@NullMarked
package dev.bankengine.accounts;

import org.jspecify.annotations.NullMarked;
