/** The documents say what is so: their examples are run, and what they list is compared with the code. */
@NullMarked
package dev.bankengine.docs;

import org.jspecify.annotations.NullMarked;
