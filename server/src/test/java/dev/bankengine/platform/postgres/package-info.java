@NullMarked
package dev.bankengine.platform.postgres;

import org.jspecify.annotations.NullMarked;
