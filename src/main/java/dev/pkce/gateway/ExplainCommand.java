package dev.pkce.gateway;

import dev.pkce.gateway.ops.ManagementConfig;
import dev.pkce.gateway.settings.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "explain",
        description = "Tells what happened to a login, step by step, and what to do. Asks the gateway that is running.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:The login was found.", "1:The gateway knows of no such login.", "2:It cannot be asked."},
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private static final int UNKNOWN = 1;
    private static final int CANNOT_ASK = 2;
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern HASH = Pattern.compile("[A-Za-z0-9_-]{12}");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Parameters(
            paramLabel = "login",
            description = "The 12 characters that logs and the header PKCE-Flow name a login by, or the id of a trace.")
    private String id = "";

    @Option(
            names = {"-c", "--config"},
            description = "The configuration of the gateway, for the address of its management port.")
    private @Nullable Path file;

    @Option(names = "--management", description = "That address itself, such as http://127.0.0.1:9464.")
    private @Nullable String management;

    @Option(names = "--json", description = "Print JSON: {\"flows\": […]}.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (!TRACE.matcher(id).matches() && !HASH.matcher(id).matches()) {
            return fail("Neither the 12 characters of a login nor the 32 of a trace.", CANNOT_ASK);
        }
        try {
            return explain(ask());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return CANNOT_ASK;
        } catch (Exception failure) {
            // Not only a RuntimeException: await() throws what the future failed with, checked or not.
            return fail("The gateway cannot be asked: " + failure.getMessage(), CANNOT_ASK);
        }
    }

    private HttpResponse<String> ask() throws IOException, InterruptedException {
        String base = management == null ? configured() : management.replaceFirst("/$", "");
        String path = TRACE.matcher(id).matches() ? "/flows?trace=" + id : "/flows/" + id;
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .build();
        return HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(PATIENCE)
                .build()
                .send(request, BodyHandlers.ofString());
    }

    private String configured() {
        Vertx vertx = Vertx.vertx();
        try {
            return SettingsLoader.load(vertx, file)
                    .map(settings -> ManagementConfig.read(settings.section("management")))
                    .await()
                    .url();
        } finally {
            vertx.close().await();
        }
    }

    private int explain(HttpResponse<String> answer) throws IOException {
        JsonObject told = read(answer);
        if (answer.statusCode() == 404) {
            return fail(
                    "The gateway knows of no such login; it may have forgotten it, or never have begun it.", UNKNOWN);
        }
        JsonArray flows = told.getJsonArray("flows", new JsonArray().add(told));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(new JsonObject().put("flows", flows).encode());
        } else {
            flows.forEach(flow -> out.print(new Explanation((JsonObject) flow).text()));
        }
        out.flush();
        return 0;
    }

    /** What the management port answers, whether it knows the login or not; fails for what others answer there. */
    private static JsonObject read(HttpResponse<String> answer) throws IOException {
        try {
            JsonObject told = new JsonObject(answer.body());
            if (told.containsKey("flow") || told.containsKey("flows") || "not found".equals(told.getValue("status"))) {
                return told;
            }
        } catch (DecodeException other) {
            // Told of below.
        }
        throw new IOException("what answers there, with status " + answer.statusCode() + ", is no management port");
    }

    private int fail(String line, int code) {
        Objects.requireNonNull(spec).commandLine().getErr().println(line);
        return code;
    }
}
