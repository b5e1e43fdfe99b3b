package dev.pkce.gateway.redis;

import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.FreePort;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Redis Cluster of three masters that have a third of the slots each. */
public final class RedisCluster implements AutoCloseable {
    private static final String[][] SLOTS = {{"0", "5460"}, {"5461", "10922"}, {"10923", "16383"}};

    private final List<RedisServer> members = new ArrayList<>();

    private RedisCluster() {}

    /** Starts one, whose members know of one another. */
    public static RedisCluster start() throws Exception {
        RedisCluster cluster = new RedisCluster();
        for (String[] slots : SLOTS) {
            RedisServer member = member();
            member.command("CLUSTER", "ADDSLOTSRANGE", slots[0], slots[1]);
            cluster.members.add(member);
        }
        cluster.join();
        return cluster;
    }

    private static RedisServer member() throws Exception {
        String bus = String.valueOf(FreePort.next());
        return RedisServer.start("--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-node-timeout", "2000");
    }

    private void join() {
        RedisServer one = members.get(0);
        for (RedisServer other : members.subList(1, members.size())) {
            await().ignoreExceptions()
                    .until(() -> one.command(
                                    "CLUSTER", "MEET", "127.0.0.1", String.valueOf(other.port()), other.busPort())
                            .equals("+OK"));
        }
        for (RedisServer member : members) {
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> member.command("CLUSTER", "INFO").equals("cluster_state:ok"));
        }
    }

    /** Its members. */
    public List<RedisServer> members() {
        return members;
    }

    @Override
    public void close() {
        members.forEach(RedisServer::close);
    }
}
