package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.flow.S256;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What makes two token calls the same one.
 *
 * @param call all that the call says, its code and verifier or its refresh token included
 * @param refreshToken what is refreshed; null where a code is redeemed
 */
record Flight(Secret call, @Nullable Secret refreshToken) {
    /** What it is known by, which tells nothing of the call. */
    String name() {
        return S256.of(call.reveal());
    }

    /**
     * Whether who comes a moment late is to get {@code answer} too: the provider would take an old token that comes again
     * for a theft and end the whole grant (RFC 9700 section 4.14.2).
     */
    boolean keeps(SignIn answer) {
        Secret next = answer.token().refreshToken();
        return refreshToken != null && next != null && !next.equals(refreshToken);
    }

    /** The hashes of the tokens that went into {@code answer} and came with it. */
    Set<String> tokens(SignIn answer) {
        return Stream.of(
                        refreshToken,
                        answer.token().refreshToken(),
                        answer.token().accessToken())
                .filter(Objects::nonNull)
                .map(token -> S256.of(token.reveal()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
