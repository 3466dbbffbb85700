/**
 * The manners of our HTTP interface: what every error looks like, what is never let in, and the id by which a request
 * is found again in the log. A module's controllers answer with a {@link dev.bankengine.platform.web.Problem} where the
 * bank refuses; whatever else can go wrong around them is mapped here, once.
 */
@NullMarked
@NamedInterface("web")
package dev.bankengine.platform.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
