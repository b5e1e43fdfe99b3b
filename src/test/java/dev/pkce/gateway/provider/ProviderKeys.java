package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SettingProblem;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The keys of the only element of {@code providers}, and what is read from them. */
record ProviderKeys(JsonObject json) {
    /** Texts, each {@code key=value}. */
    static ProviderKeys of(String... settings) {
        JsonObject json = new JsonObject();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            json.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return new ProviderKeys(json);
    }

    /** The same with one more key. */
    ProviderKeys with(String key, Object value) {
        return new ProviderKeys(json.copy().put(key, value));
    }

    Provider provider() throws InvalidConfiguration {
        Settings root = Settings.of(new JsonObject().put("providers", new JsonArray().add(json)));
        List<Provider> providers = ProviderList.read(root);
        root.check();
        assertThat(providers).hasSize(1);
        return providers.get(0);
    }

    /** What is wrong, each as {@code key: reason}. */
    List<String> problems() {
        InvalidConfiguration invalid = catchThrowableOfType(InvalidConfiguration.class, this::provider);
        return invalid == null
                ? List.of()
                : invalid.problems().stream()
                        .map(SettingProblem::toString)
                        .map(problem -> problem.replace("providers[0].", ""))
                        .toList();
    }
}
