package dev.bankengine.platform.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command without a subcommand: it tells which there are. */
@Command(
        name = "bankengine",
        description = "A core bank that anyone can start with one command and prove correct.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = BankEngineCommand.Version.class,
        sortOptions = false,
        footerHeading = "%n",
        footer = {
            "Two more commands are carried out by the launcher:",
            "  bench  Measure this bank against pgbench and row-at-a-time code.",
            "  test   Run every check and test.",
            "",
            "Exit codes: 0 done; 1 a check failed or something was refused; 2 the command line makes no sense;",
            "3 the surroundings are not as they must be (port, disk, database, directory in use); 4 a bug."
        })
final class BankEngineCommand {

    private final Class<?> application;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    private boolean version;

    BankEngineCommand(Class<?> application) {
        this.application = application;
    }

    Class<?> application() {
        return application;
    }

    /** As the jar's manifest has it. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Version.class.getPackage().getImplementationVersion();
            return new String[] {
                "BankEngine " + (version == null ? "(not packaged)" : version) + " on Java "
                        + System.getProperty("java.version")
            };
        }
    }
}
