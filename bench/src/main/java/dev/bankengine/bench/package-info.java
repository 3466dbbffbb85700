/**
 * The benchmark: it measures what a bank's operator would ask (how many transfers a second, how long the slowest wait)
 * next to two baselines on the same PostgreSQL, and proves after every run that no money was lost on the way.
 */
@NullMarked
package dev.bankengine.bench;

import org.jspecify.annotations.NullMarked;
