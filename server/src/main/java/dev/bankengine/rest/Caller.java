package dev.bankengine.rest;

import dev.bankengine.ledger.Origin;

/**
 * Who sent the request being answered. A controller that takes one as a parameter is given it.
 *
 * @param scope whose idempotency keys the request's are
 * @param origin what is written down of who acted
 */
public record Caller(String scope, Origin origin) {}
