package dev.pkce.gateway.load;

import dev.pkce.gateway.FreePort;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.redis.RedisServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gateways of the packaged jar, each in a process of its own, behind a balancer; with a Redis, where they share one. */
final class Nodes implements AutoCloseable {
    static final String QUICK = "quick";
    static final String PATIENT = "patient";
    static final String GATEWAYS = "gateways";
    static final String REDIS = "Redis";
    static final String BALANCER = "balancer";
    static final String DRIVER = "driver and provider";

    // What it is where others reach a gateway.
    private static final String STOP_DELAY = "5s";

    private final List<Map<String, String>> environments = new ArrayList<>();
    private final List<ServingGateway> running = new ArrayList<>();
    private final List<ServingGateway> all = new ArrayList<>();
    private final @Nullable RedisServer redis;
    private final Balancer balancer;

    private Nodes(@Nullable RedisServer redis, Balancer balancer) {
        this.redis = redis;
        this.balancer = balancer;
    }

    /** So many gateways that keep their flows in a Redis, or for 0 one that keeps them itself; with more options of its JVM. */
    static Nodes start(int gateways, String jvm, DevelopmentProvider quick, DevelopmentProvider patient)
            throws Exception {
        boolean shared = gateways > 0;
        int count = Math.max(1, gateways);
        Map<String, String> common = new HashMap<>(providers(quick, patient));
        common.put("JAVA_OPTS", jvm);
        RedisServer redis = shared ? RedisServer.start() : null;
        if (redis != null) {
            common.put("PKCE_FLOWS_STORE", "redis");
            common.put("PKCE_FLOWS_KEYS", Base64.getEncoder().encodeToString(new byte[32]));
            common.put("PKCE_REDIS_URL", redis.url());
        }
        int front = FreePort.next();
        common.put("PKCE_HTTP_PUBLIC_URL", "http://localhost:" + front);
        List<Balancer.Target> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            targets.add(new Balancer.Target(FreePort.next(), FreePort.next()));
        }
        Nodes nodes = new Nodes(redis, Balancer.start(front, targets));
        nodes.begin(common, targets);
        return nodes;
    }

    private static Map<String, String> providers(DevelopmentProvider quick, DevelopmentProvider patient) {
        return Map.of(
                "PKCE_STOP_DELAY", STOP_DELAY,
                "PKCE_PROVIDERS_0_NAME", QUICK,
                "PKCE_PROVIDERS_0_DEFAULT", "true",
                "PKCE_PROVIDERS_0_ISSUER", quick.issuer(),
                "PKCE_PROVIDERS_0_CLIENT_ID", QUICK,
                "PKCE_PROVIDERS_1_NAME", PATIENT,
                "PKCE_PROVIDERS_1_ISSUER", patient.issuer(),
                "PKCE_PROVIDERS_1_CLIENT_ID", PATIENT);
    }

    private void begin(Map<String, String> common, List<Balancer.Target> targets) throws Exception {
        for (Balancer.Target target : targets) {
            Map<String, String> environment = new HashMap<>(common);
            environment.put("PKCE_HTTP_PORT", String.valueOf(target.port()));
            environment.put("PKCE_MANAGEMENT_PORT", String.valueOf(target.managementPort()));
            environments.add(environment);
            running.add(started(environment));
        }
        seen();
    }

    private ServingGateway started(Map<String, String> environment) throws IOException {
        ServingGateway gateway = ServingGateway.installed(environment);
        all.add(gateway);
        return gateway;
    }

    /** Until the balancer has seen who is ready. */
    private static void seen() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }

    String url() {
        return balancer.url();
    }

    int size() {
        return running.size();
    }

    /** Who works for a login, by kind. */
    Map<String, List<ProcessHandle>> processes() {
        Map<String, List<ProcessHandle>> processes = new LinkedHashMap<>();
        processes.put(GATEWAYS, running.stream().map(ServingGateway::handle).toList());
        processes.put(REDIS, redis == null ? List.of() : List.of(redis.handle()));
        processes.put(BALANCER, balancer.processes());
        processes.put(DRIVER, List.of(ProcessHandle.current()));
        return processes;
    }

    /** What any of them has warned of, and how often. */
    Map<String, Integer> warnings() {
        Map<String, Integer> warnings = new TreeMap<>();
        all.forEach(gateway -> gateway.warnings().forEach((what, times) -> warnings.merge(what, times, Integer::sum)));
        return warnings;
    }

    /** Stops node {@code i} in order, and starts it anew; what it exited with. */
    int restart(int i) throws IOException, InterruptedException {
        int code = running.get(i).stop();
        running.set(i, started(environments.get(i)));
        seen();
        return code;
    }

    @Override
    public void close() throws IOException {
        running.forEach(ServingGateway::close);
        balancer.close();
        if (redis != null) {
            redis.close();
        }
    }
}
