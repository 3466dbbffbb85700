package dev.bankengine.platform.cli;

import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command as a module would bring one. */
@Command(name = "who-am-i", description = "Tell as whom the bank works in its database.")
public final class WhoAmICommand extends BankCommand {

    @Option(names = "--refuse", description = "Find something wrong.")
    private boolean refuse;

    @Option(names = "--limit", description = "Tell how long a statement may take instead; 0 is for ever.")
    private boolean limit;

    @Override
    protected int run(OpenBank bank) {
        out().println(bank.get(JdbcClient.class)
                .sql(limit ? "SELECT current_setting('statement_timeout')" : "SELECT current_user")
                .query(String.class)
                .single());
        return refuse ? ExitCode.FAILED : ExitCode.OK;
    }
}
