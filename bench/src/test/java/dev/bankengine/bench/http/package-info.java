@NullMarked
package dev.bankengine.bench.http;

import org.jspecify.annotations.NullMarked;
