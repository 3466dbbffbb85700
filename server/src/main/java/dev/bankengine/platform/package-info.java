/**
 * The technical frame every other module stands on: the database it talks to, the command line, the HTTP manners.
 * It knows nothing of money.
 */
@ApplicationModule(
        displayName = "Platform",
        allowedDependencies = {})
@NullMarked
package dev.bankengine.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
