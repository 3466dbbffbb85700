@NullMarked
package dev.bankengine.rest;

import org.jspecify.annotations.NullMarked;
