package dev.bankengine.ledger.posting;

import java.util.Arrays;

/** A set of numbers without a box around each: a hash table with linear probing, half full at most. */
final class LongSet {

    /** No account has this id, and hardly any key; it marks a free place and is never a member. */
    private static final long FREE = Long.MIN_VALUE;

    private long[] table = new long[64];
    private int size;

    LongSet() {
        Arrays.fill(table, FREE);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    boolean contains(long value) {
        return value != FREE && table[place(table, value)] == value;
    }

    /** Anybody may ask for any id; the one that marks a free place is never a member. */
    void add(long value) {
        if (value == FREE) {
            return;
        }
        int place = place(table, value);
        if (table[place] == value) {
            return;
        }
        table[place] = value;
        size++;
        if (2 * size > table.length) {
            long[] larger = new long[2 * table.length];
            Arrays.fill(larger, FREE);
            for (long member : table) {
                if (member != FREE) {
                    larger[place(larger, member)] = member;
                }
            }
            table = larger;
        }
    }

    /** Where the value is, or where it would go. */
    private static int place(long[] table, long value) {
        int mask = table.length - 1;
        int place = (int) ((value * 0x9E3779B97F4A7C15L) >>> 40) & mask;
        while (table[place] != FREE && table[place] != value) {
            place = (place + 1) & mask;
        }
        return place;
    }
}
