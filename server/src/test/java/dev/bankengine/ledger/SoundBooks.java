package dev.bankengine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.context.ApplicationContext;

/** What every test of the ledger may ask at its end: that each invariant holds, re-derived from what is stored. */
public final class SoundBooks {

    private SoundBooks() {}

    public static void assertSound(ApplicationContext bank) {
        assertThat(bank.getBean(Verification.class).verify(progress -> {}).findings())
                .allMatch(VerificationReport.Finding::holds);
    }
}
