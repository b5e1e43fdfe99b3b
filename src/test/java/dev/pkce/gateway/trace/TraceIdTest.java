package dev.pkce.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;

class TraceIdTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void is_that_of_the_current_span() throws Exception {
        SpanContext parent =
                SpanContext.create(TRACE, "b7ad6b7169203331", TraceFlags.getDefault(), TraceState.getDefault());

        assertThat(Context.root().with(Span.wrap(parent)).wrap(TraceId::current).call())
                .isEqualTo(TRACE);
    }

    @Test
    void is_missing_where_nobody_traces() {
        assertThat(TraceId.current()).isNull();
    }
}
