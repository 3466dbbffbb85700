/** What a run measures: how long, how many, how late, and how the figures of several rounds are summed up. */
@NullMarked
package dev.bankengine.bench.measure;

import org.jspecify.annotations.NullMarked;
