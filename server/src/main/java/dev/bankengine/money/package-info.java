/**
 * Money: exact amounts in minor units and the currencies of ISO 4217. No rounding happens here
 * silently, no floating point anywhere, and nothing of Spring.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.bankengine.money;

import org.jspecify.annotations.NullMarked;
