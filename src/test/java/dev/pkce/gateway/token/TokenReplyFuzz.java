package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;

class TokenReplyFuzz {
    @FuzzTest
    void a_provider_may_answer_anything(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            OAuthToken token =
                    TokenReply.read(new ProviderReply(200, MultiMap.caseInsensitiveMultiMap(), text), "asked", false);
            assertThat(token.accessToken().reveal()).isNotEmpty();
        } catch (PkceException refused) {
            assertThat(refused.problem().kind()).isIn(Problem.Kind.PROVIDER_FAILED, Problem.Kind.PROVIDER_REFUSED);
        }
    }
}
