/**
 * The command line. A module brings its commands as classes that extend
 * {@link dev.bankengine.platform.cli.BankCommand}, named in {@code META-INF/services}; the frame parses, opens the bank,
 * runs the command, closes the bank and turns what happened into an exit code that a script can use.
 */
@NullMarked
@NamedInterface("cli")
package dev.bankengine.platform.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
