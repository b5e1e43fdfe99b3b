package dev.pkce.gateway.authorize;

import dev.pkce.gateway.flow.S256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The short text that a person compares on two screens. Any program can make it of its state. */
final class BindingMessage {
    private static final HexFormat HEX = HexFormat.of();

    private BindingMessage() {}

    /** Eight hexadecimal digits in two groups. */
    static String of(String state) {
        byte[] hash = S256.digest(state.getBytes(StandardCharsets.UTF_8));
        return HEX.formatHex(hash, 0, 2) + "-" + HEX.formatHex(hash, 2, 4);
    }
}
