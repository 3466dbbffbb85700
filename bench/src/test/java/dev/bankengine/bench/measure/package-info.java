@NullMarked
package dev.bankengine.bench.measure;

import org.jspecify.annotations.NullMarked;
