package dev.bankengine.bench.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Scratch space in which the bytes of a request body are put together without allocating. Grows when it must; reused by
 * {@link #clear}. Not thread-safe.
 */
final class RequestBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[512];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    RequestBytes put(byte[] ascii) {
        reserve(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /** Appends a number that is not negative, in decimal. */
    RequestBytes putNumber(long number) {
        reserve(20);
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Appends minor units as an amount with two decimals. */
    RequestBytes putCents(long cents) {
        putNumber(cents / 100);
        reserve(3);
        bytes[length++] = '.';
        bytes[length++] = (byte) ('0' + cents / 10 % 10);
        bytes[length++] = (byte) ('0' + cents % 10);
        return this;
    }

    /** Appends a random (version 4) UUID made of the given 128 bits. */
    RequestBytes putUuid(long high, long low) {
        reserve(36);
        long versioned = (high & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long variant = (low & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        putHex(versioned, 60, 8);
        bytes[length++] = '-';
        putHex(versioned, 28, 4);
        bytes[length++] = '-';
        putHex(versioned, 12, 4);
        bytes[length++] = '-';
        putHex(variant, 60, 4);
        bytes[length++] = '-';
        putHex(variant, 44, 12);
        return this;
    }

    void copyTo(ByteBuffer buffer) {
        buffer.put(bytes, 0, length);
    }

    private void putHex(long value, int shift, int digits) {
        for (int i = 0; i < digits; i++) {
            bytes[length++] = HEX[(int) (value >>> (shift - 4 * i)) & 15];
        }
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = java.util.Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
