package dev.bankengine.platform.cli;

/** What a script learns from how a command ended. */
public final class ExitCode {

    /** Done. */
    public static final int OK = 0;

    /** The command ran and the answer is no: a check failed, a line was refused. */
    public static final int FAILED = 1;

    /** The command line makes no sense; nothing was done. */
    public static final int USAGE = 2;

    /** The surroundings are not as they must be: a taken port, a data directory in use, a full disk, no database, a bad setting. */
    public static final int ENVIRONMENT = 3;

    /** A bug. */
    public static final int BUG = 4;

    private ExitCode() {}
}
