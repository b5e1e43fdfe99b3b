package dev.pkce.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingConfigTest {
    private static TracingConfig read(String key, Object value) throws InvalidConfiguration {
        Settings settings = Settings.of(new JsonObject().put("tracing", new JsonObject().put(key, value)));
        TracingConfig config = TracingConfig.read(settings.section("tracing"));
        settings.check();
        return config;
    }

    @Test
    void there_are_no_traces_until_somebody_takes_them() throws Exception {
        assertThat(read("ratio", "")).isEqualTo(TracingConfig.OFF);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1.0, 1", "0.25, 0.25", "1.0E-4, 0.0001", "1e-4, 0.0001"})
    void a_share_is_a_number_from_0_to_1(String given, double share) throws Exception {
        assertThat(read("ratio", given).ratio()).isEqualTo(share);
        assertThat(read("ratio", share).ratio()).isEqualTo(share);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "1.5", "-0.5", "NaN", "half", "10%"})
    void anything_else_is_no_share(String given) {
        assertThatThrownBy(() -> read("ratio", given))
                .hasMessageContaining("tracing.ratio")
                .hasMessageContaining("0 to 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://collector:4318/v1/traces", "collector:4318", "https://user@collector/"})
    void traces_go_nowhere_unprotected(String endpoint) {
        assertThatThrownBy(() -> read("endpoint", endpoint)).hasMessageContaining("tracing.endpoint");
    }
}
