package dev.bankengine.structure.planted.code;

import java.math.BigDecimal;

/** Each method lets floating point near money in another way. */
public final class RoundingInterest {

    public long inALocalVariable(long balance) {
        double rate = 0.1;
        return Math.round(balance * rate);
    }

    public BigDecimal throughADouble(BigDecimal balance, String rate) {
        return balance.multiply(BigDecimal.valueOf(Double.parseDouble(rate)));
    }

    public record Quote(float rate) {}
}
