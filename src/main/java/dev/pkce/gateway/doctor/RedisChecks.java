package dev.pkce.gateway.doctor;

import dev.pkce.gateway.redis.RedisConfig;
import dev.pkce.gateway.redis.RedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether Redis does for flows: it lets the gateway write, is new enough, and throws nothing away. */
final class RedisChecks {
    // The oldest that a row can be given the time of its end.
    private static final double OLDEST = 6.2;
    private static final Pattern VERSION = Pattern.compile("(?m)^redis_version:((\\d+\\.\\d+)[0-9.]*)");
    private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:([a-z-]+)");

    private final Findings findings = new Findings();
    private final Vertx vertx;
    private final RedisConfig config;

    RedisChecks(Vertx vertx, RedisConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    Future<Section> run() {
        String address = String.join(", ", config.servers().urls());
        findings.add(way());
        return RedisConnection.open(vertx, config, new SimpleMeterRegistry())
                .compose(redis -> examine(redis).eventually(redis::close))
                .map(v -> new Section("redis", address, List.of(), findings.of(Check.OF_REDIS)));
    }

    private Finding way() {
        return config.servers().exposed()
                ? Finding.warn(
                        Check.REDIS_TLS,
                        "the password crosses the network for everybody on it to read, as far as there is one",
                        "redis.url: rediss://<the same>")
                : Finding.pass(Check.REDIS_TLS, "nobody else can listen");
    }

    private Future<?> examine(RedisConnection redis) {
        String trouble = redis.trouble().orElse(null);
        if (trouble != null) {
            findings.add(Finding.fail(Check.REDIS, trouble, remedy(trouble)));
            return Future.succeededFuture();
        }
        findings.add(Finding.pass(Check.REDIS, "it lets the gateway in, and write"));
        return redis.send(Request.cmd(Command.INFO))
                .onSuccess(info -> told(String.valueOf(info)))
                .otherwiseEmpty()
                .onSuccess(any -> findings.missing("Redis does not let this user ask (INFO)"));
    }

    private String remedy(String trouble) {
        if (trouble.contains("WRONGPASS") || trouble.contains("NOAUTH")) {
            return "redis.password-file: <a file with its password>, and redis.user if it has users";
        }
        if (trouble.contains("NOPERM")) {
            return "at Redis: give the user of redis.user ~%1$s:* &%1$s:* +@all -@admin -@dangerous +info"
                    .formatted(config.prefix());
        }
        return trouble.contains("SSL")
                ? "redis.ca-file: <the authority of its certificate>, which must be for the name in redis.url"
                : "redis.url: <where it is>; or see what keeps this machine from reaching it";
    }

    private void told(String info) {
        Matcher version = VERSION.matcher(info);
        if (version.find()) {
            boolean enough = Double.parseDouble(version.group(2)) >= OLDEST;
            findings.add(
                    enough
                            ? Finding.pass(Check.REDIS_VERSION, version.group(1))
                            : Finding.fail(Check.REDIS_VERSION, version.group(1), "at Redis: 6.2 or newer, or Valkey"));
        }
        Matcher policy = POLICY.matcher(info);
        if (policy.find()) {
            findings.add(memory(policy.group(1)));
        }
    }

    private static Finding memory(String policy) {
        return policy.equals("noeviction")
                ? Finding.pass(Check.REDIS_MEMORY, "nothing is thrown away")
                : Finding.warn(
                        Check.REDIS_MEMORY,
                        "when memory is short, sign-ins under way are thrown away (" + policy + ")",
                        "at Redis: maxmemory-policy noeviction");
    }
}
