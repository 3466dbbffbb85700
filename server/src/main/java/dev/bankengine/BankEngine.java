package dev.bankengine;

import dev.bankengine.platform.cli.CommandLineOfBank;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The server: one program, one database. */
@SpringBootApplication
public class BankEngine {

    /** Carries out one command, {@code demo} or {@code verify} say, and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(CommandLineOfBank.run(BankEngine.class, arguments));
    }
}
