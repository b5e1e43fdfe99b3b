package dev.pkce.gateway.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whole logins through a gateway in front of the development provider, over HTTP; see load-tests/README.md. */
@Command(
        name = "whole-flows.sh",
        description = "Drives whole logins through a gateway and prints what they took.",
        mixinStandardHelpOptions = true)
final class WholeFlows implements Callable<Integer> {
    private static final int MOST_FAILURES = 200;
    private static final int LONGEST_WARM_UP_SECONDS = 180;

    @Option(names = "--flows", defaultValue = "64", description = "Logins under way at once, 1 to 2000 (64).")
    private int flows;

    @Option(names = "--seconds", defaultValue = "10", description = "How long to measure, 1 to 600 (10).")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "3000", description = "Logins before that, thrown away (3000).")
    private int warmUp;

    @Option(names = "--at-once", description = "The provider answers at once, nobody signs in: no parked call.")
    private boolean atOnce;

    @Option(names = "--gateway", required = true, description = "A gateway that runs already, by its public URL.")
    private String gateway = "";

    @Option(names = "--client", defaultValue = "demo", description = "The client to sign in to (demo).")
    private String clientId = "";

    @Option(names = "--pid", defaultValue = "0", description = "The gateway's process, to tell its CPU time.")
    private long pid;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new WholeFlows()).execute(arguments));
    }

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        if (flows < 1 || flows > 2000 || seconds < 1 || seconds > 600 || warmUp < 0 || warmUp > 20_000) {
            throw new CommandLine.ParameterException(command, "--flows, --seconds or --warm-up is out of bounds");
        }
        // One event loop drives everything, so that nothing here needs a lock.
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try {
            return run(vertx, new Report(command.getOut()));
        } finally {
            vertx.close().await();
        }
    }

    private int run(Vertx vertx, Report report) {
        report.machine();
        WebClient client = WebClient.create(
                vertx,
                new WebClientOptions().setUserAgentEnabled(false),
                new PoolOptions().setHttp1MaxSize(2 * flows + 8));
        report.run(flows, seconds, atOnce);
        Measured thrownAway = drive(vertx, client, warmUp, LONGEST_WARM_UP_SECONDS);
        report.warmUp(thrownAway);
        CpuTime before = CpuTime.now(pid);
        Measured measured = drive(vertx, client, Integer.MAX_VALUE, seconds);
        report.measured(measured);
        report.cpu(before, CpuTime.now(pid), measured.flows());
        return thrownAway.failures() + measured.failures() == 0 && measured.flows() > 0 ? 0 : 1;
    }

    /** So many flows at once, each followed by the next, until number or time is reached; then the last of them end. */
    private Measured drive(Vertx vertx, WebClient client, int most, int duration) {
        Promise<Measured> done = Promise.promise();
        vertx.getOrCreateContext().runOnContext(begin -> {
            Measured measured = new Measured(most);
            Program program = new Program(client, gateway, clientId);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(duration);
            Future.join(IntStream.range(0, flows)
                            .mapToObj(i -> oneAfterTheOther(client, program, measured, until))
                            .toList())
                    .onComplete(all -> done.complete(measured));
        });
        return done.future().timeout(duration + 300L, TimeUnit.SECONDS).await();
    }

    private Future<Void> oneAfterTheOther(WebClient client, Program program, Measured measured, long until) {
        if (System.nanoTime() - until >= 0 || measured.failures() >= MOST_FAILURES || !measured.another()) {
            return Future.succeededFuture();
        }
        return new WholeFlow(client, program, atOnce, measured)
                .run()
                .onSuccess(done -> measured.flowEnded())
                .recover(failure -> {
                    measured.failed(failure);
                    return Future.succeededFuture();
                })
                .compose(next -> oneAfterTheOther(client, program, measured, until));
    }
}
