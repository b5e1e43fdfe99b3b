package dev.pkce.gateway;

import dev.pkce.gateway.logging.Logs;
import java.io.PrintWriter;
import java.nio.charset.Charset;
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
    // Of Netty: to tell flight recordings of its buffers, it sets up all of their machinery when it makes the first.
    private static final String BUFFER_EVENTS = "io.netty.jfr.enabled";
    // Of Vert.x: header fields that answers share are written as the bytes that they were the first time.
    private static final String WRITTEN_FIELDS = "vertx.cacheImmutableHttpResponseHeaders";

    private Main() {}

    /** Runs a command; the process ends with its exit code, or serves until it is told to stop. */
    public static void main(String[] arguments) {
        Logs.begin();
        setUnlessGiven(BUFFER_EVENTS, "false");
        setUnlessGiven(WRITTEN_FIELDS, "true");
        int code = Serving.plainly(arguments)
                .map(serving -> serving.run(new PrintWriter(System.err, true, Charset.defaultCharset())))
                .orElseGet(() -> new CommandLine(new Main()).execute(arguments));
        Logs.end();
        System.exit(code);
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
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
