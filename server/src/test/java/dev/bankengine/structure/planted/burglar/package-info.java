/** A module that may use another, and reaches behind its API. */
@ApplicationModule(allowedDependencies = "vault")
@NullMarked
package dev.bankengine.structure.planted.burglar;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
