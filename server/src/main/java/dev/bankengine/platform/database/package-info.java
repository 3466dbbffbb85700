/**
 * The one database of a bank: opened, brought to this version's schema, and handed to the rest of the program as an
 * endpoint to connect to and as a pool to read through.
 */
@NullMarked
@NamedInterface("database")
package dev.bankengine.platform.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
