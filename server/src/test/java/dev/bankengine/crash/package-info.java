/** Servers that run as processes of their own, to be killed and to meet one another: what nobody can try inside one. */
@NullMarked
package dev.bankengine.crash;

import org.jspecify.annotations.NullMarked;
