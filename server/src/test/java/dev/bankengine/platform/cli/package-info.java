@NullMarked
package dev.bankengine.platform.cli;

import org.jspecify.annotations.NullMarked;
