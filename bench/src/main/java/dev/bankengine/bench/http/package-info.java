/**
 * A load generator that shares two cores with the server it measures: raw non-blocking sockets, one thread, requests
 * written as bytes, answers read no further than their status and length.
 */
@NullMarked
package dev.bankengine.bench.http;

import org.jspecify.annotations.NullMarked;
