package dev.pkce.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as one JSON object, by I-JSON's rules (RFC 7493): UTF-8 and nothing else, no member twice. Vert.x's own
 * parser lets the last of two win and takes comments and UTF-16, by which two readers of one body can differ.
 */
final class JsonBody {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(64)
                    .maxStringLength(16 * 1024)
                    .maxNameLength(256)
                    .build())
            .build();

    private JsonBody() {}

    static JsonObject parse(Buffer body) {
        try (JsonParser parser = FACTORY.createParser(utf8(body))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("The body must be a JSON object.");
            }
            JsonObject object = object(parser);
            if (parser.nextToken() != null) {
                throw malformed("The body must be one JSON object and nothing after it.");
            }
            return object;
        } catch (IOException e) {
            // Without the cause: its message quotes the body.
            throw malformed("The body is not valid JSON (RFC 8259, RFC 7493).");
        }
    }

    private static String utf8(Buffer body) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(body.getBytes()))
                .toString();
    }

    private static JsonObject object(JsonParser parser) throws IOException {
        JsonObject object = new JsonObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static JsonArray array(JsonParser parser) throws IOException {
        JsonArray array = new JsonArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> number(parser);
        };
    }

    private static Number number(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() == JsonParser.NumberType.INT) {
            return parser.getIntValue();
        }
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw malformed("The body holds a number out of range.");
        }
        return value;
    }

    private static PkceException malformed(String detail) {
        return new PkceException(Problem.invalidRequest(detail));
    }
}
