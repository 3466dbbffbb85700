package dev.bankengine.rest;

/** The headers that are ours to define. */
public final class Headers {

    /** The client's name for a request, so that it may be sent again. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** On an answer that was decided before and is given again. */
    public static final String REPLAYED = "Idempotent-Replayed";

    /** The client's name, whose idempotency keys are its own. */
    public static final String CLIENT_ID = "X-Client-Id";

    private Headers() {}
}
