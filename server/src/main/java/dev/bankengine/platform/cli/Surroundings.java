package dev.bankengine.platform.cli;

import dev.bankengine.platform.EnvironmentProblem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.unit.DataSize;

/** Tells what the person at the terminal can put right from what is a bug, however deep the framework has wrapped it. */
final class Surroundings {

    private Surroundings() {}

    /** The problem behind a failure; empty where the surroundings are not to blame. */
    static Optional<EnvironmentProblem> problemIn(Throwable failure) {
        return first(failure, EnvironmentProblem.class, Function.identity())
                .or(() -> first(failure, PortInUseException.class, taken -> OpenBank.portTaken(taken.getPort())))
                .or(() -> first(failure, BindException.class, Surroundings::badSetting));
    }

    private static <T extends Throwable> Optional<EnvironmentProblem> first(
            Throwable failure, Class<T> type, Function<T, EnvironmentProblem> meaning) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(meaning.apply(type.cast(cause)));
            }
        }
        return Optional.empty();
    }

    private static EnvironmentProblem badSetting(BindException failure) {
        var property = failure.getProperty();
        String what;
        if (property == null) {
            // Each value could be read; the settings themselves said no, and which.
            what = "A setting cannot be used: "
                    + NestedExceptionUtils.getMostSpecificCause(failure).getMessage() + ".";
        } else {
            what = "The setting " + failure.getName() + " is \"" + property.getValue() + "\"; it takes "
                    + expected(failure.getTarget().getType().resolve(Object.class)) + ".";
        }
        return new EnvironmentProblem(
                what + " Correct or remove it and start again. The data are as they were.", failure);
    }

    private static String expected(Class<?> type) {
        if (type == int.class || type == long.class || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type == Duration.class) {
            return "a length of time such as 500ms or 3s";
        }
        if (type == DataSize.class) {
            return "a number of bytes such as 512KB or 1MB";
        }
        return "something else (" + type.getSimpleName() + ")";
    }
}
