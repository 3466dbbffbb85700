@NullMarked
package dev.bankengine.platform.database;

import org.jspecify.annotations.NullMarked;
