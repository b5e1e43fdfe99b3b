package dev.pkce.gateway;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
        name = "pkce-gateway",
        description = "A PKCE gateway: OAuth 2.0 and OpenID Connect sign-in for programs that need one.",
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            DoctorCommand.class,
            ExplainCommand.class,
            HealthCommand.class,
            DemoCommand.class,
            TrainCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main {
    private Main() {}

    /** Runs a command; the process ends with its exit code, or serves until it is told to stop. */
    public static void main(String[] arguments) {
        defaultProperty("logback.configurationFile", "dev/pkce/gateway/logback.xml");
        defaultProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    private static void defaultProperty(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"pkce-gateway " + (version == null ? "(not packaged)" : version)};
        }
    }
}
