package dev.pkce.gateway;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.demo.DemoFlow;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.http.HttpConfig;
import dev.pkce.gateway.ops.ManagementConfig;
import dev.pkce.gateway.provider.Client;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.settings.AddressRefused;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "Runs the gateway with a built-in provider, signs somebody in, and stays up for trying by hand.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final String CLIENT = "demo";

    @Option(
            names = {"-p", "--port"},
            defaultValue = "1000",
            description = "The port to try first (default: ${DEFAULT-VALUE}, as the SDKs expect).")
    private int port;

    @Option(
            names = "--auto-approve",
            description = "Have the provider sign everybody in at once, without its login page.")
    private boolean autoApprove;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Vertx vertx = Running.vertx();
        DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await();
        Running running = start(vertx, provider.issuer(), out);
        String url = running.gateway().url();
        out.printf(
                "Gateway   %s%nProvider  %s%nHealth    http://127.0.0.1:%d/health/ready%n%n",
                url, provider.issuer(), running.gateway().managementPort());
        new DemoFlow(vertx, url, CLIENT, out).run().await();
        provider.autoApprove(autoApprove);
        out.print(DemoFlow.byHand(url, CLIENT));
        out.flush();
        running.untilStopped();
        return 0;
    }

    private Running start(Vertx vertx, String issuer, PrintWriter out) {
        try {
            return Running.start(vertx, config(issuer, port));
        } catch (Exception failure) {
            // Not only a RuntimeException: await() throws what the future failed with, checked or not.
            if (!(failure instanceof AddressRefused)) {
                throw failure;
            }
            out.printf("Port %d cannot be had (taken, or refused by the system); using another.%n", port);
            return Running.start(vertx, config(issuer, 0));
        }
    }

    private static GatewayConfig config(String issuer, int port) {
        return new GatewayConfig(
                new HttpConfig("localhost", port, null, List.of(), List.of()).withPlayground(),
                new ManagementConfig("127.0.0.1", 0),
                new FlowConfig(Duration.ofMinutes(10), Duration.ofMinutes(4), 100_000, false, false, Binding.NONE),
                List.of(Provider.of("development", issuer, Client.of(CLIENT))));
    }
}
