package dev.bankengine.platform;

import org.jspecify.annotations.Nullable;

/**
 * The world around the program is not as it must be: a taken port, a full disk, a wrong password, a data directory in
 * use. The message is one paragraph for the person at the terminal: what is wrong, that the data are safe where they
 * are, and what to do next. It never calls for a stack trace.
 */
public final class EnvironmentProblem extends RuntimeException {

    public EnvironmentProblem(String whatIsWrongAndWhatToDo) {
        super(whatIsWrongAndWhatToDo);
    }

    public EnvironmentProblem(String whatIsWrongAndWhatToDo, @Nullable Throwable cause) {
        super(whatIsWrongAndWhatToDo, cause);
    }
}
