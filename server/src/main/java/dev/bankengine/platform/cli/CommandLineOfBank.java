package dev.bankengine.platform.cli;

import java.io.PrintWriter;
import java.util.ServiceLoader;
import java.util.TimeZone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Takes the words of a command line apart, carries them out and gives back an {@link ExitCode}. */
public final class CommandLineOfBank {

    private static final int WIDTH = 100;

    private CommandLineOfBank() {}

    /**
     * @param application the Spring application to open the bank with
     * @return an exit code
     */
    public static int run(Class<?> application, String... arguments) {
        // A bank's days and times are UTC, wherever the machine stands.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        CommandLine line = new CommandLine(new BankEngineCommand(application))
                .addSubcommand(new ServeCommand.Demo())
                .addSubcommand(new ServeCommand())
                .addSubcommand(new WarmUpCommand())
                .setUsageHelpWidth(WIDTH);
        for (BankCommand command : ServiceLoader.load(BankCommand.class)) {
            line.addSubcommand(command);
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(CommandLineOfBank::misunderstood);
        line.setExecutionExceptionHandler(CommandLineOfBank::failed);
        if (arguments.length == 0) {
            line.usage(line.getErr());
            return ExitCode.USAGE;
        }
        return line.execute(arguments);
    }

    private static int misunderstood(ParameterException wrong, String[] arguments) {
        PrintWriter screen = wrong.getCommandLine().getErr();
        screen.println(UsageProblem.message(wrong));
        screen.flush();
        return ExitCode.USAGE;
    }

    private static int failed(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
        var problem = Surroundings.problemIn(thrown);
        if (problem.isPresent()) {
            PrintWriter screen = command.getErr();
            screen.println();
            screen.println(paragraph(String.valueOf(problem.get().getMessage())));
            screen.flush();
            return ExitCode.ENVIRONMENT;
        }
        Logger log = LoggerFactory.getLogger(CommandLineOfBank.class);
        log.error("The command {} failed because of a bug. Please report it.", command.getCommandName(), thrown);
        return ExitCode.BUG;
    }

    /** Broken into lines at spaces; lines the message brings along stay as they are. */
    static String paragraph(String message) {
        StringBuilder text = new StringBuilder();
        for (String line : message.split("\n", -1)) {
            int column = 0;
            if (!text.isEmpty()) {
                text.append(System.lineSeparator());
            }
            if (line.startsWith(" ")) {
                text.append(line);
                continue;
            }
            for (String word : line.split(" ", -1)) {
                if (column > 0 && column + 1 + word.length() > WIDTH) {
                    text.append(System.lineSeparator());
                    column = 0;
                } else if (column > 0) {
                    text.append(' ');
                    column++;
                }
                text.append(word);
                column += word.length();
            }
        }
        return text.toString();
    }
}
