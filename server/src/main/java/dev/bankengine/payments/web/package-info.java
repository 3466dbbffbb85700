/** Payments and holds over HTTP. */
@NullMarked
package dev.bankengine.payments.web;

import org.jspecify.annotations.NullMarked;
