package dev.bankengine.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.bankengine.ledger.Details;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object that a client wants kept with a transaction.
 *
 * @param json in one fixed form, whoever wrote it and wherever it was kept: no blanks, and the names
 *     in the order in which the database keeps them, so that a replay looks like the first answer
 */
@Schema(type = "object", description = "A JSON object to be kept with it, at most 8192 characters.")
public record Metadata(@JsonValue @JsonRawValue String json) {

    private static final int MAX_DEPTH = 8;

    /** JSONB keeps any number of digits; we keep those that every reader understands. */
    private static final Pattern PLAIN_NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // It stands in the middle of a request.
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** JSONB keeps shorter names first. */
    private static final Comparator<String> ORDER = Comparator.<String>comparingInt(
                    name -> name.getBytes(StandardCharsets.UTF_8).length)
            .thenComparing((a, b) ->
                    Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));

    /** What the ledger kept: put in order, and shown whatever it is, for it stands in the books. */
    public static @Nullable Metadata of(@Nullable String kept) {
        return kept == null ? null : ordered(JSON.readTree(kept));
    }

    private static Metadata ordered(JsonNode tree) {
        return new Metadata(JSON.writeValueAsString(inOrder(tree)));
    }

    private static JsonNode inOrder(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var result = JsonNodeFactory.instance.objectNode();
            object.propertyNames().stream().sorted(ORDER).forEach(name -> result.set(name, inOrder(object.get(name))));
            return result;
        }
        if (node instanceof ArrayNode array) {
            var result = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> result.add(inOrder(element)));
            return result;
        }
        return node;
    }

    private static void require(JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("must be nested %d deep at most".formatted(MAX_DEPTH));
        }
        if (node instanceof ObjectNode object) {
            object.propertyNames().forEach(Metadata::requireText);
        }
        if (node.isContainer()) {
            node.forEach(element -> require(element, depth + 1));
        }
        if (node.isString()) {
            requireText(node.stringValue());
        }
        if (node.isNumber() && !PLAIN_NUMBER.matcher(node.asString()).matches()) {
            throw new IllegalArgumentException("takes numbers of 30 digits at most, without exponent");
        }
    }

    private static void requireText(String text) {
        boolean unfit =
                text.codePoints().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' || c >= 0xD800 && c <= 0xDFFF);
        if (unfit) {
            throw new IllegalArgumentException("must not hold control characters or halves of characters");
        }
    }

    static final class Reader extends StdDeserializer<Metadata> {

        Reader() {
            super(Metadata.class);
        }

        @Override
        public Metadata deserialize(JsonParser parser, DeserializationContext context) throws JacksonException {
            if (!parser.isExpectedStartObjectToken()) {
                throw new IllegalArgumentException("must be an object, in { }");
            }
            JsonNode tree = JSON.readTree(parser);
            require(tree, 0);
            var metadata = ordered(tree);
            if (metadata.json().length() > Details.MAX_METADATA) {
                throw new IllegalArgumentException("may have %d characters at most".formatted(Details.MAX_METADATA));
            }
            return metadata;
        }
    }
}
