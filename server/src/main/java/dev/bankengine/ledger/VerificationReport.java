package dev.bankengine.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a verification found.
 *
 * @param takenAt the moment whose state of the database was checked
 * @param findings one for each {@link Check}, in their order
 */
public record VerificationReport(Instant takenAt, Duration duration, List<Finding> findings) {

    public VerificationReport {
        findings = List.copyOf(findings);
    }

    /**
     * What became of one check.
     *
     * @param checked how many it looked at
     * @param broken how many of them break it
     * @param first the first of those, by name
     */
    public record Finding(Check check, long checked, long broken, List<String> first) {

        public Finding {
            first = List.copyOf(first);
        }

        public boolean holds() {
            return broken == 0;
        }
    }

    public boolean holds() {
        return findings.stream().allMatch(Finding::holds);
    }
}
