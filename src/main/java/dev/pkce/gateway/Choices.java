package dev.pkce.gateway;

import dev.pkce.gateway.http.Logins;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.Providers;
import java.util.List;

/** What people are shown of the providers. */
final class Choices {
    private Choices() {}

    static List<Logins.Choice> of(Providers providers) {
        return providers.all().stream().map(Choices::choice).toList();
    }

    private static Logins.Choice choice(IdentityProvider known) {
        Provider provider = known.provider();
        return new Logins.Choice(
                provider.name(),
                provider.issuer(),
                provider.client().id(),
                known.trouble().isEmpty());
    }
}
