package dev.pkce.gateway;

import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.ProblemReport;
import dev.pkce.gateway.settings.SettingsLoader;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The configuration that a command is given. */
final class ConfigurationFile {
    /** The exit code of a command whose configuration cannot be used. */
    static final int MISCONFIGURED = 2;

    @Option(
            names = {"-c", "--config"},
            description = "The configuration file, such as conf/gateway.yaml. Environment variables override it.")
    private @Nullable Path path;

    /** The one that its command is given. */
    ConfigurationFile() {}

    /** None but the environment where {@code path} is null. */
    ConfigurationFile(@Nullable Path path) {
        this.path = path;
    }

    @Nullable Path path() {
        return path;
    }

    /** Empty when it cannot be used; then {@code err} has been told every reason. */
    Optional<Configuration> read(Vertx vertx, PrintWriter err) {
        try {
            return Optional.of(
                    Configuration.read(SettingsLoader.load(vertx, path).await()));
        } catch (Exception failure) {
            // Not only a RuntimeException: await() throws what the future failed with, checked or not.
            err.println(
                    failure instanceof InvalidConfiguration invalid ? ProblemReport.of(invalid, path) : kind(failure));
            return Optional.empty();
        }
    }

    /** What {@code failure} is, without its message, which may quote what was read, secrets and all. */
    static String kind(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
