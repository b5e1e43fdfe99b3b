package dev.pkce.gateway.redis;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A program in Lua that Redis runs as one step. All of its keys must be in one slot. */
public final class Script {
    private final String name;
    private final String lua;
    private final String sha;

    /**
     * A script.
     *
     * @param name what metrics call it; one of a closed set
     * @param lua the program, which must give the same for the same keys, arguments and data
     */
    public Script(String name, String lua) {
        this.name = name;
        this.lua = lua;
        this.sha = sha1(lua);
    }

    /** What metrics call it. */
    public String name() {
        return name;
    }

    Request known(List<String> keys, List<?> arguments) {
        return request(Command.EVALSHA, sha, keys, arguments);
    }

    Request whole(List<String> keys, List<?> arguments) {
        return request(Command.EVAL, lua, keys, arguments);
    }

    private static Request request(Command command, String program, List<String> keys, List<?> arguments) {
        Request request = Request.cmd(command).arg(program).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(argument -> add(request, argument));
        return request;
    }

    private static void add(Request request, Object argument) {
        if (argument instanceof Buffer bytes) {
            request.arg(bytes);
        } else if (argument instanceof byte[] bytes) {
            request.arg(bytes);
        } else {
            request.arg(String.valueOf(argument));
        }
    }

    /** What Redis knows scripts by; nothing hangs on its strength. */
    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has SHA-1", e);
        }
    }
}
