@NullMarked
package dev.bankengine.payments.web;

import org.jspecify.annotations.NullMarked;
