package dev.pkce.gateway.settings;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with an environment of its own, as that of a running JVM cannot be changed. */
final class SettingsProcess {
    private SettingsProcess() {}

    /** Loads the file {@code args[0]} and writes some values to the file {@code args[1]}. */
    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        Settings http = SettingsLoader.load(vertx, Path.of(args[0]))
                .await(10, TimeUnit.SECONDS)
                .section("http");
        List<String> values = List.of(http.text("a", ""), http.text("b", ""), http.text("c", ""), http.text("d", ""));
        http.check();
        Files.write(Path.of(args[1]), values);
        vertx.close().await(10, TimeUnit.SECONDS);
    }
}
