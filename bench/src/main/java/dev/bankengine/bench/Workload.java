package dev.bankengine.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What is measured, in the order of a round. The key is the workload's name on the command line and in the JSON. */
enum Workload {
    PGBENCH("pgbench", "transactions/s"),
    ROW_AT_A_TIME("rowAtATime", "transfers/s"),
    ROW_AT_A_TIME_UPDATE_FIRST("rowAtATimeUpdateFirst", "transfers/s"),
    ROW_AT_A_TIME_STEPWISE("rowAtATimeStepwise", "transfers/s"),
    ENGINE("engine", "transfers/s"),
    HTTP_SINGLE("httpSingle", "transfers/s"),
    HTTP_HALF_LOAD("httpSingleAtHalfLoad", "transfers/s"),
    HTTP_HOT("httpHot", "transfers/s"),
    HTTP_BULK("httpBulk", "transfers/s"),
    HTTP_READS("httpReads", "reads/s");

    private final String key;
    private final String unit;

    Workload(String key, String unit) {
        this.key = key;
        this.unit = unit;
    }

    String key() {
        return key;
    }

    String unit() {
        return unit;
    }

    /** Whether it is the row-at-a-time baseline, in whichever way of writing it. */
    boolean rowAtATime() {
        return this == ROW_AT_A_TIME || this == ROW_AT_A_TIME_UPDATE_FIRST || this == ROW_AT_A_TIME_STEPWISE;
    }

    /** Whether it needs our HTTP server. */
    boolean overHttp() {
        return switch (this) {
            case HTTP_SINGLE, HTTP_HALF_LOAD, HTTP_HOT, HTTP_BULK, HTTP_READS -> true;
            case PGBENCH, ROW_AT_A_TIME, ROW_AT_A_TIME_UPDATE_FIRST, ROW_AT_A_TIME_STEPWISE, ENGINE -> false;
        };
    }

    /** The workload of this key, whatever the case of its letters. */
    static Workload ofKey(String key) {
        return Arrays.stream(values())
                .filter(workload -> workload.key.equalsIgnoreCase(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no workload '%s'; there are %s".formatted(key, keys())));
    }

    static String keys() {
        return Arrays.stream(values()).map(Workload::key).collect(Collectors.joining(", "));
    }
}
