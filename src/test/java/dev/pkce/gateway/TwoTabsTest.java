package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.Browser;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class TwoTabsTest {
    @Test
    @DisplayName("P16: two sign-ins of one person in two tabs do not disturb each other, in whatever order they end")
    void interleaved(TestGateway gateway) {
        Browser browser = new Browser();
        List<Login> logins = List.of(gateway.login().seeded(), gateway.login().seeded());
        List<CompletableFuture<Reply>> callers =
                logins.stream().map(Login::park).toList();
        List<Tab> tabs = logins.stream()
                .map(login -> new Tab(browser, gateway.authorizeUrl(login.state())))
                .toList();

        for (int i : List.of(1, 0)) {
            assertThat(callers.get(i)).isNotDone();
            Tab tab = tabs.get(i);
            tab.submit(Map.of("username", i == 0 ? "ada" : "bob", "action", "approve"));
            assertThat(tab.page().body()).contains("You are signed in");
            Reply told = callers.get(i).join().expect(200);
            assertThat(told.json("result").getString("state"))
                    .isEqualTo(logins.get(i).state());
        }

        for (int i = 0; i < 2; i++) {
            String code = callers.get(i).join().json("result").getString("code");
            logins.get(1 - i).token(code).expectProblem(400, "invalid_grant");
            Reply tokens = logins.get(i).token(code).expect(200);
            assertThat(tokens.json("auth0", "user").encode()).contains(i == 0 ? "ada" : "bob");
        }
    }
}
