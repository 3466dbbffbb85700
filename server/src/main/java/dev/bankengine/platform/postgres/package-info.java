/**
 * PostgreSQL as part of the program: the server's own binaries, started as a child process on a data directory and
 * watched for as long as the bank is open. It is a full server with every durability setting on, reachable from this
 * machine only, and every role has a password. It outlives a killed Java process; the next one takes it over.
 */
@NullMarked
@NamedInterface("postgres")
package dev.bankengine.platform.postgres;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
