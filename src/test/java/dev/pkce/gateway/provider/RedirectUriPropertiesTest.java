package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.api.PkceException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;

/** A redirect_uri is compared character by character (RFC 9700 section 4.1.3). */
class RedirectUriPropertiesTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String CALLBACK = "http://localhost:1000/pkce/response/code";
    private static final String REGISTERED = "https://app.example/cb?a=1";

    private final IdentityProvider provider = new Providers(
                    VERTX,
                    List.of(Provider.of(
                            "provider",
                            "https://id.example/",
                            new Client(null, new ClientAuthentication.None(), List.of(), null, List.of(REGISTERED)))),
                    () -> CALLBACK,
                    new SimpleMeterRegistry())
            .named("provider");

    @AfterContainer
    static void stop() throws Exception {
        VERTX.close().await(20, TimeUnit.SECONDS);
    }

    @Property
    void nothing_else_is_registered(
            @ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 5) String text, @ForAll int at) {
        for (String known : List.of(REGISTERED, CALLBACK)) {
            assertThat(provider.redirectUri(known)).isEqualTo(known);
            int cut = Math.floorMod(at, known.length());
            Stream.of(
                            known.substring(0, cut) + text + known.substring(cut),
                            known.substring(0, cut) + text + known.substring(cut + 1),
                            known.toUpperCase(Locale.ROOT),
                            text)
                    .filter(other -> !other.equals(known))
                    .forEach(this::refused);
        }
    }

    private void refused(String other) {
        assertThatThrownBy(() -> provider.redirectUri(other)).isInstanceOf(PkceException.class);
    }
}
