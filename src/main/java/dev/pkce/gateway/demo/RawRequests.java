package dev.pkce.gateway.demo;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells where the requests of one connection end; a body has a {@code Content-Length}, or there is none. */
final class RawRequests implements Handler<Buffer> {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d{1,9}) *\r\n");

    private final Consumer<String> onRequest;
    private String pending = "";

    RawRequests(Consumer<String> onRequest) {
        this.onRequest = onRequest;
    }

    @Override
    public void handle(Buffer chunk) {
        // One character a byte, so that lengths agree.
        pending += chunk.toString(StandardCharsets.ISO_8859_1);
        int end = end();
        while (end > 0) {
            String request = pending.substring(0, end);
            pending = pending.substring(end);
            onRequest.accept(request);
            end = end();
        }
    }

    /** Of the first request; 0 where it is not yet there. */
    private int end() {
        int head = pending.indexOf("\r\n\r\n") + 4;
        if (head < 4) {
            return 0;
        }
        Matcher length = LENGTH.matcher(pending.substring(0, head));
        int end = length.find() ? head + Integer.parseInt(length.group(1)) : head;
        return end <= pending.length() ? end : 0;
    }
}
