package dev.pkce.gateway;

import dev.pkce.gateway.demo.DemoFlow;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.ops.ManagementConfig;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Does once what a gateway does, so that {@code conf/bin/pkce-gateway archive} has its classes to keep. */
@Command(
        name = "train",
        hidden = true,
        description =
                "Starts as serve does, signs somebody in at the built-in provider, asks for its health and its metrics, and stops.")
final class TrainCommand implements Callable<Integer> {
    private static final String CLIENT = "demo";

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Running.vertx();
        Path file = Files.createTempFile("pkce-gateway", ".yaml");
        try {
            DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await();
            Files.writeString(file, """
                    http: {port: 0}
                    management: {port: 0}
                    providers: [{issuer: "%s", client-id: %s}]
                    """.formatted(provider.issuer(), CLIENT));
            return use(vertx, started(vertx, new ConfigurationFile(file))) ? 0 : 1;
        } finally {
            Files.delete(file);
            vertx.close().await();
        }
    }

    private static GatewayVerticle started(Vertx vertx, ConfigurationFile file) {
        Configuration read =
                file.read(vertx, new PrintWriter(Writer.nullWriter())).orElseThrow();
        return new Serving(file).begin(vertx, read).gateway();
    }

    private static boolean use(Vertx vertx, GatewayVerticle gateway) throws Exception {
        new DemoFlow(vertx, gateway.url(), CLIENT, new PrintWriter(Writer.nullWriter()))
                .run()
                .await();
        ManagementConfig management = new ManagementConfig("127.0.0.1", gateway.managementPort());
        int health = HealthCommand.status(management, "/health/ready");
        int metrics = HealthCommand.status(management, "/metrics");
        gateway.reload(gateway.inForce()).await();
        gateway.drain().await();
        return health == 200 && metrics == 200;
    }
}
