/** A module that allows nothing. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.bankengine.structure.planted.vault;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
