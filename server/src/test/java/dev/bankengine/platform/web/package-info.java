@NullMarked
package dev.bankengine.platform.web;

import org.jspecify.annotations.NullMarked;
