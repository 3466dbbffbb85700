/** What tests of every module stand on: a bank on a real database, made fresh for each test class. */
@NullMarked
package dev.bankengine;

import org.jspecify.annotations.NullMarked;
