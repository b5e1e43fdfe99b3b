package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.ops.OpenMetrics.Sample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.yaml.snakeyaml.Yaml;

/** What is shipped for Prometheus and Grafana asks for what the gateway tells. */
@ExtendWith(GatewayExtension.class)
class AlertsAndDashboardTest {
    private static final Pattern METRIC = Pattern.compile("\\b((?:pkce|jvm|process|system)_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z]+)(=~|=)\"([^\"]*)\"");
    // Told once there has been one, or where there is a Redis.
    private static final Set<String> LATER = Set.of(
            "jvm_gc_pause_seconds_sum", "pkce_redis_commands_seconds_count", "pkce_redis_commands_seconds_bucket");

    @Test
    void every_alert_is_about_what_is_there(TestGateway gateway) throws IOException {
        Map<String, Object> file = new Yaml().load(Files.readString(Path.of("conf/prometheus/alerts.yaml")));
        JsonObject alerts = new JsonObject(file);
        List<JsonObject> rules = objects(alerts.getJsonArray("groups").getJsonObject(0), "rules");

        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.fieldNames()).containsExactly("alert", "expr", "for", "labels", "annotations");
            assertThat(rule.getJsonObject("annotations").fieldNames()).containsExactly("summary", "description");
        });
        requireTold(gateway, rules.stream().map(rule -> rule.getString("expr")).toList());
    }

    @Test
    void every_panel_of_the_dashboard_shows_what_is_there(TestGateway gateway) throws IOException {
        JsonObject dashboard = new JsonObject(Files.readString(Path.of("conf/grafana/dashboard.json")));
        List<String> expressions = new ArrayList<>();
        for (JsonObject panel : objects(dashboard, "panels")) {
            if (!panel.getString("type").equals("row")) {
                List<JsonObject> targets = objects(panel, "targets");
                assertThat(targets).as(panel.getString("title")).isNotEmpty();
                targets.forEach(target -> expressions.add(target.getString("expr")));
            }
        }

        assertThat(expressions).hasSizeGreaterThan(20);
        requireTold(gateway, expressions);
    }

    private static void requireTold(TestGateway gateway, List<String> expressions) {
        List<Sample> told = Scrape.of(gateway).samples().toList();
        for (String expression : expressions) {
            List<MatchResult> metrics = METRIC.matcher(expression).results().toList();
            assertThat(metrics).as(expression).isNotEmpty();
            metrics.stream()
                    .filter(metric -> !LATER.contains(metric.group(1)))
                    .forEach(metric -> assertThat(told)
                            .as("%s in %s", metric.group(), expression)
                            .anyMatch(sample -> matches(metric, sample)));
        }
    }

    private static boolean matches(MatchResult metric, Sample sample) {
        String labels = metric.group(2) == null ? "" : metric.group(2);
        return sample.name().equals(metric.group(1))
                && MATCHER.matcher(labels).results().allMatch(label -> matches(label, sample.labels()));
    }

    private static boolean matches(MatchResult label, Map<String, String> labels) {
        String value = labels.getOrDefault(label.group(1), "");
        return label.group(2).equals("=") ? value.equals(label.group(3)) : value.matches(label.group(3));
    }

    private static List<JsonObject> objects(JsonObject of, String member) {
        JsonArray array = of.getJsonArray(member);
        return array.stream().map(element -> (JsonObject) element).toList();
    }
}
