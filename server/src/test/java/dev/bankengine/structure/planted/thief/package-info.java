/** A module that reaches into another, which it may not even use. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.bankengine.structure.planted.thief;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
