package dev.pkce.gateway.load;

import dev.pkce.gateway.FreePort;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.redis.RedisServer;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Gateways of the packaged jar, each in a process of its own, behind a balancer; with a Redis, where they share one. */
final class Nodes implements AutoCloseable {
    static final String QUICK = "quick";
    static final String PATIENT = "patient";

    // Longer than the balancer takes to see that a node is not ready.
    private static final String STOP_DELAY = "1s";
    private static final List<String> JVM = List.of("-XX:+UseParallelGC", "-Xmx256m");

    private final List<Map<String, String>> environments = new ArrayList<>();
    private final List<ServingGateway> running = new ArrayList<>();
    private final Closeable store;
    private final Balancer balancer;

    private Nodes(Closeable store, Balancer balancer) {
        this.store = store;
        this.balancer = balancer;
    }

    /** So many gateways that keep their flows in a Redis, or one that keeps them itself. */
    static Nodes start(int count, boolean shared, DevelopmentProvider quick, DevelopmentProvider patient)
            throws Exception {
        Map<String, String> common = new HashMap<>(providers(quick, patient));
        Closeable store = () -> {};
        if (shared) {
            RedisServer redis = RedisServer.start();
            store = redis::close;
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
        Nodes nodes = new Nodes(store, Balancer.start(front, targets));
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
            running.add(ServingGateway.start(environment, JVM));
        }
        seen();
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

    /** Stops node {@code i} in order, and starts it anew. */
    void restart(int i) throws IOException, InterruptedException {
        running.get(i).close();
        running.set(i, ServingGateway.start(environments.get(i), JVM));
        seen();
    }

    @Override
    public void close() throws IOException {
        running.forEach(ServingGateway::close);
        try {
            balancer.close();
            store.close();
        } catch (Exception failure) {
            // Of any kind, as the store may be anything; javac does not want that told of what closes by itself.
            throw new IOException("could not be closed", failure);
        }
    }
}
