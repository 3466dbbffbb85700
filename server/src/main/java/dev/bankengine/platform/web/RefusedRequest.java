package dev.bankengine.platform.web;

/**
 * A request that cannot even be read as one: it carries the answer to give. Made for code that takes a request apart,
 * deep below the controller; what the bank decides on a well-formed request is a value and not an exception.
 */
public final class RefusedRequest extends RuntimeException {

    private final transient Problem problem;

    public RefusedRequest(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
