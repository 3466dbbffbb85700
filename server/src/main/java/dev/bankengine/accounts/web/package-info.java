/**
 * Accounts over HTTP. What other modules' controllers may use of it is how an account is named in a
 * request.
 */
@NullMarked
@NamedInterface("web")
package dev.bankengine.accounts.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
