package dev.bankengine.platform.postgres;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The settings of the embedded server. Durability is never traded: fsync, full_page_writes and synchronous_commit keep
 * their safe values. The rest fits the server to the machine and to a ledger, which writes a lot and reads by key.
 */
final class PostgresSettings {

    static final String FILE = "bankengine.conf";

    /** Only this machine, only with a password. */
    static final String ACCESS_RULES = "host all all 127.0.0.1/32 scram-sha-256\n";

    private static final long MEBIBYTE = 1L << 20;
    private static final long LEAST_SHARED_BUFFERS = 128;
    private static final long MOST_SHARED_BUFFERS = 2048;

    private PostgresSettings() {}

    /**
     * The main file, written once with the cluster. What we set may change with every version of the program and stands
     * in a file of its own; what the operator sets comes last and wins.
     */
    static String mainFile(DataDirectory data) {
        String own = """
                # Written by BankEngine. Settings of your own go into the operator's file below.
                include '%s'
                """.formatted(FILE);
        return own + "include_if_exists '" + quoted(data.operatorSettings().toString()) + "'\n";
    }

    static String ownFile(DataDirectory data, int port, String walCompression) {
        long memory = memoryMebibytes();
        long sharedBuffers = Math.clamp(memory / 8, LEAST_SHARED_BUFFERS, MOST_SHARED_BUFFERS);
        return """
                # Written by BankEngine at every start; changes here are lost.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 200
                password_encryption = 'scram-sha-256'
                cluster_name = 'bankengine'
                client_connection_check_interval = '2s'

                fsync = on
                full_page_writes = on
                synchronous_commit = on

                shared_buffers = '%dMB'
                effective_cache_size = '%dMB'
                maintenance_work_mem = '%dMB'
                work_mem = '16MB'
                jit = off

                max_wal_size = '4GB'
                min_wal_size = '512MB'
                checkpoint_timeout = '15min'
                checkpoint_completion_target = 0.9
                wal_compression = %s

                # Account rows are updated all the time: visit them often, in small portions.
                autovacuum_naptime = '15s'
                autovacuum_vacuum_cost_limit = 1000

                timezone = 'UTC'
                shared_preload_libraries = 'pg_stat_statements'
                pg_stat_statements.track = none

                # Neither statements nor rows in the log: they hold what customers own.
                logging_collector = on
                log_directory = '%s'
                log_filename = 'postgres-%%a.log'
                log_rotation_age = '1d'
                log_rotation_size = '100MB'
                log_truncate_on_rotation = on
                log_timezone = 'UTC'
                log_line_prefix = '%%m [%%p] %%q%%u@%%d/%%a '
                log_lock_waits = on
                log_min_error_statement = panic
                log_error_verbosity = terse
                """.formatted(
                        port,
                        sharedBuffers,
                        Math.max(256, memory / 2),
                        Math.clamp(memory / 32, 64, 512),
                        walCompression,
                        quoted(data.log().toString()));
    }

    /** Of this machine, or of the container we run in. */
    private static long memoryMebibytes() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return system.getTotalMemorySize() / MEBIBYTE;
    }

    private static String quoted(String value) {
        return value.replace("'", "''");
    }
}
