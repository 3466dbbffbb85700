/**
 * The posting engine. Requests that arrive while a commit is under way form the next batch. A batch
 * is one database transaction: look up the keys already decided, lock the touched accounts in id
 * order, decide each request in arrival order in memory, write the accepted ones with one statement
 * a table, commit, answer.
 *
 * <p>{@code BatchedLedger} is the way in and holds the queue, {@code Batch} the algorithm,
 * {@code Decisions} the rules, {@code BatchReads} and {@code BatchWrites} the SQL.
 */
@NullMarked
package dev.bankengine.ledger.posting;

import org.jspecify.annotations.NullMarked;
