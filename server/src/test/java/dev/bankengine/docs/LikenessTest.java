package dev.bankengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LikenessTest {

    private final Likeness likeness = new Likeness();

    @Test
    void learnsAnIdAndUsesItFromThereOn() {
        assertThat(likeness.differencesOfJson("{\"id\":\"3486\"}", "{\"id\":\"3490\"}"))
                .isEmpty();
        assertThat(likeness.adapted("curl …/transactions/3486/reversal"))
                .isEqualTo("curl …/transactions/3490/reversal");
        assertThat(likeness.differencesOfJson("{\"reverses\":\"3486\"}", "{\"reverses\":\"3490\"}"))
                .isEmpty();
        assertThat(likeness.differencesOfJson("{\"id\":\"3486\"}", "{\"id\":\"3491\"}"))
                .isNotEmpty();
    }

    @Test
    void leavesAmountsAlone() {
        assertThat(likeness.differencesOfJson("{\"id\":\"100\"}", "{\"id\":\"101\"}"))
                .isEmpty();
        assertThat(likeness.adapted("\"100.00\" and 0.100")).isEqualTo("\"100.00\" and 0.100");
        assertThat(likeness.differencesOfJson("{\"amount\":\"12.34\"}", "{\"amount\":\"12.35\"}"))
                .singleElement()
                .asString()
                .contains("12.35");
    }

    @Test
    void takesAnEllipsisForWhateverIsThere() {
        assertThat(likeness.differencesOfJson("{\"a\":1,\"…\":\"…\"}", "{\"a\":1,\"b\":2}"))
                .isEmpty();
        assertThat(likeness.differencesOfJson("{\"a\":1}", "{\"a\":1,\"b\":2}")).isNotEmpty();
        assertThat(likeness.differencesOfJson("{\"a\":1,\"…\":\"…\"}", "{\"b\":2}"))
                .isNotEmpty();
        assertThat(likeness.differencesOfJson("[1,\"…\"]", "[1,2,3]")).isEmpty();
        assertThat(likeness.differencesOfJson("[1]", "[1,2]")).isNotEmpty();
        assertThat(likeness.differencesOfText("first\n…\nlast", "first\nsecond\nthird\nlast"))
                .isEmpty();
        assertThat(likeness.differencesOfText("first\nlast", "first\nsecond\nlast"))
                .isNotEmpty();
        assertThat(likeness.differencesOfText("first", "first\nsecond")).isNotEmpty();
    }

    @Test
    void letsTimesDifferAndNothingElse() {
        assertThat(likeness.differencesOfJson(
                        "{\"bookedAt\":\"2026-01-02T03:04:05Z\"}", "{\"bookedAt\":\"2027-06-07T08:09:10.123456Z\"}"))
                .isEmpty();
        assertThat(likeness.differencesOfJson("{\"valueDate\":\"1993-12-31\"}", "{\"valueDate\":\"1993-12-30\"}"))
                .isNotEmpty();
        assertThat(likeness.differencesOfText("done in 0.4 s", "done in 12.7 s"))
                .isEmpty();
    }
}
