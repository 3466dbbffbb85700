package dev.bankengine.platform.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in a sentence or two what is wrong with a command line, which word may have been meant, and where to read more. */
final class UsageProblem {

    /** Carried out by the launcher, before this program is asked. */
    private static final List<String> OF_THE_LAUNCHER = List.of("bench", "test");

    private static final int MOST_MISTAKES = 2;

    private UsageProblem() {}

    static String message(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String problem = wrong instanceof UnmatchedArgumentException unmatched
                ? unknown(command, unmatched.getUnmatched().getFirst())
                : String.valueOf(wrong.getMessage());
        return problem + System.lineSeparator() + "See ./"
                + command.getCommandSpec().qualifiedName() + " --help.";
    }

    /** Only the first word: those behind it may belong to it, such as the value of an option. */
    private static String unknown(CommandLine command, String word) {
        var spec = command.getCommandSpec();
        if (word.startsWith("-")) {
            String option = word.split("=", 2)[0];
            return "There is no option '" + option + "'." + meant(option, spec.optionsMap().keySet().stream());
        }
        if (spec.parent() != null) {
            return spec.name() + " takes no '" + word + "'.";
        }
        Stream<String> commands = command.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(subcommand -> !subcommand.usageMessage().hidden())
                .map(CommandLine.Model.CommandSpec::name);
        return "There is no command '" + word + "'." + meant(word, Stream.concat(commands, OF_THE_LAUNCHER.stream()));
    }

    private static String meant(String word, Stream<String> known) {
        Optional<String> closest = known.filter(name -> mistakes(word, name) <= MOST_MISTAKES)
                .min(Comparator.<String>comparingInt(name -> mistakes(word, name))
                        .thenComparing(Comparator.naturalOrder()));
        return closest.map(name -> " Did you mean " + name + "?").orElse("");
    }

    /** How many letters were added, left out, mistaken or swapped with their neighbour: the optimal string alignment distance. */
    private static int mistakes(String word, String name) {
        int[][] distance = new int[word.length() + 1][name.length() + 1];
        for (int i = 0; i <= word.length(); i++) {
            for (int j = 0; j <= name.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int mistaken = word.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1;
                int least = Math.min(
                        Math.min(distance[i - 1][j], distance[i][j - 1]) + 1, distance[i - 1][j - 1] + mistaken);
                boolean swapped = i > 1
                        && j > 1
                        && word.charAt(i - 1) == name.charAt(j - 2)
                        && word.charAt(i - 2) == name.charAt(j - 1);
                distance[i][j] = swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
            }
        }
        return distance[word.length()][name.length()];
    }
}
