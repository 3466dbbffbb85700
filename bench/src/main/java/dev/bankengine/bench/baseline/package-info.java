/**
 * What ours is compared with, on the same server and in the same run: PostgreSQL's own pgbench, and the double-entry
 * transfer that a careful programmer writes one row at a time.
 */
@NullMarked
package dev.bankengine.bench.baseline;

import org.jspecify.annotations.NullMarked;
