/**
 * What the code must look like, whoever writes it. Each rule is tried on planted code that breaks it,
 * so that a rule that sees nothing is noticed.
 */
@NullMarked
package dev.bankengine.structure;

import org.jspecify.annotations.NullMarked;
