package dev.pkce.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.doctor.AuthorizeAnswer.Kind;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How providers say that they know a redirect_uri, or do not. */
class AuthorizeAnswerTest {
    private static final String URL = "https://op.example/authorize?client_id=c";
    private static final String BACK = "http://localhost:1000/pkce/response/code";

    @ParameterizedTest
    @CsvSource({
        "/u/login?state=x, PERSON",
        "https://sso.op.example/start, PERSON",
        "/signin/oauth/error?authError=abc&client_id=c, REFUSED",
        "/oauth2/error.html, REFUSED",
        "https://registered.example/callback?error=redirect_uri_mismatch&state=s, REFUSED",
        BACK + "?code=c&state=s, BACK",
        BACK + "?error=login_required&state=s, BACK",
        BACK + "/other?error=invalid_request&state=s, REFUSED"
    })
    void redirects(String location, Kind kind) {
        assertThat(redirect(location).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "200, <h1>Log in</h1><form><input name=user></form>, PERSON",
        "200, <h1>Sorry</h1><p>AADSTS50011: The redirect URI does not match</p>, REFUSED",
        "200, <form><input type=hidden name=q value=redirect_uri></form>Sign in, PERSON",
        "400, <p>Invalid parameter: redirect_uri</p>, REFUSED",
        "403, <p>Callback URL mismatch</p>, REFUSED",
        "401, '', REFUSED",
        "429, <p>Slow down</p>, DOWN",
        "503, <p>redirect_uri</p>, DOWN"
    })
    void pages(int status, String html, Kind kind) {
        assertThat(page(status, html).kind()).isEqualTo(kind);
    }

    @Test
    void a_page_that_posts_itself_back_is_read_before_its_status() {
        AuthorizeAnswer answer = page(
                400,
                "<form method=post action='" + BACK + "'><input name=error value=invalid_scope>"
                        + "<input name=error_description value='No such scope'><input name=state value=s></form>");

        assertThat(answer).isEqualTo(new AuthorizeAnswer(Kind.BACK, "invalid_scope: No such scope", "invalid_scope"));
    }

    @Test
    void it_tells_where_it_leads_and_nothing_of_the_query() {
        assertThat(redirect("/u/login?state=secret").detail())
                .contains("https://op.example/u/login")
                .doesNotContain("secret");
    }

    private static AuthorizeAnswer redirect(String location) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Location", location);
        return AuthorizeAnswer.read(new ProviderReply(302, headers, ""), URL, BACK);
    }

    private static AuthorizeAnswer page(int status, String html) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Type", "text/html; charset=utf-8");
        return AuthorizeAnswer.read(new ProviderReply(status, headers, html), URL, BACK);
    }
}
