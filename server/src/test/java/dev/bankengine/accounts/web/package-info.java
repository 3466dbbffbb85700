@NullMarked
package dev.bankengine.accounts.web;

import org.jspecify.annotations.NullMarked;
