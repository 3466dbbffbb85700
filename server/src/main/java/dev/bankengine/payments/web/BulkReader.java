package dev.bankengine.payments.web;

import dev.bankengine.payments.PaymentOrder;
import dev.bankengine.payments.web.BulkRequest.Item;
import dev.bankengine.platform.web.JsonProblems;
import dev.bankengine.platform.web.Problem;
import dev.bankengine.platform.web.RefusedRequest;
import dev.bankengine.rest.Fields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads many payments item by item. One that makes no sense costs the others nothing, as long as the
 * text around it is JSON; each line of a stream stands by itself.
 */
@Component
class BulkReader {

    private static final int PIECE = 16 * 1024;

    private final ObjectReader items;
    private final ObjectReader lines;

    BulkReader(JsonMapper json) {
        this.lines = json.readerFor(Item.class);
        this.items = lines.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** What was sent. */
    record Bulk(boolean atomic, List<Read> items) {}

    /** An item as it was read. */
    sealed interface Read {

        record Understood(PaymentOrder order) implements Read {}

        record Malformed(Problem problem) implements Read {}
    }

    /** Reads {@code {"atomic":…,"items":[…]}}. */
    Bulk json(InputStream body, String scope) {
        try (JsonParser parser = items.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Fields.invalid("items", "must be given in an object such as {\"atomic\":false,\"items\":[…]}");
            }
            boolean atomic = false;
            List<Read> read = null;
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "atomic" -> {
                        if (value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE) {
                            throw Fields.invalid("atomic", "must be true or false");
                        }
                        atomic = value == JsonToken.VALUE_TRUE;
                    }
                    case "items" -> read = array(parser, value, scope);
                    default -> throw Fields.invalid("atomic", "and items are all that is known here");
                }
            }
            if (parser.nextToken() != null) {
                throw Fields.invalid("items", "must not be followed by anything after the closing }");
            }
            return new Bulk(atomic, required(Fields.required(read, "items")));
        }
    }

    private List<Read> array(JsonParser parser, JsonToken value, String scope) {
        if (value != JsonToken.START_ARRAY) {
            throw Fields.invalid("items", "must be an array, in [ ]");
        }
        int depth = parser.streamReadContext().getNestingDepth();
        var read = new ArrayList<Read>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            requireRoom(read);
            read.add(item(parser, depth, scope));
        }
        return read;
    }

    private Read item(JsonParser parser, int depth, String scope) {
        try {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return new Read.Malformed(
                        Fields.invalid("", "must be an object, in { }").problem());
            }
            Item item = items.readValue(parser);
            return new Read.Understood(item.order(scope));
        } catch (RefusedRequest malformed) {
            return new Read.Malformed(malformed.problem());
        } catch (DatabindException malformed) {
            while (parser.streamReadContext().getNestingDepth() > depth) {
                parser.nextToken();
            }
            return new Read.Malformed(JsonProblems.of(malformed));
        }
    }

    /** Reads one item a line; empty lines are passed over. No more than one line is kept as it came. */
    List<Read> lines(InputStream body, String scope) {
        var read = new ArrayList<Read>();
        var line = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        for (int length = next(body, piece); length >= 0; length = next(body, piece)) {
            int start = 0;
            for (int i = 0; i < length; i++) {
                if (piece[i] == '\n') {
                    line.write(piece, start, i - start);
                    add(read, line, scope);
                    start = i + 1;
                }
            }
            line.write(piece, start, length - start);
        }
        add(read, line, scope);
        return required(read);
    }

    private static int next(InputStream body, byte[] piece) {
        try {
            return body.read(piece);
        } catch (IOException broken) {
            throw new RefusedRequest(JsonProblems.of(broken));
        }
    }

    private void add(List<Read> read, ByteArrayOutputStream line, String scope) {
        byte[] text = line.toByteArray();
        line.reset();
        if (!isBlank(text)) {
            requireRoom(read);
            read.add(line(text, scope));
        }
    }

    private Read line(byte[] text, String scope) {
        try {
            Item item = lines.readValue(text);
            return item == null
                    ? new Read.Malformed(
                            Fields.invalid("", "must be an object, in { }").problem())
                    : new Read.Understood(item.order(scope));
        } catch (RefusedRequest malformed) {
            return new Read.Malformed(malformed.problem());
        } catch (JacksonException malformed) {
            return new Read.Malformed(JsonProblems.of(malformed));
        }
    }

    private static boolean isBlank(byte[] text) {
        for (byte octet : text) {
            if (octet != ' ' && octet != '\r' && octet != '\t') {
                return false;
            }
        }
        return true;
    }

    private static void requireRoom(List<Read> read) {
        if (read.size() == BulkRequest.MAX_ITEMS) {
            throw new RefusedRequest(Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "TOO_MANY_ITEMS",
                    "There are more than %d items. Send them in several requests.".formatted(BulkRequest.MAX_ITEMS)));
        }
    }

    private static List<Read> required(List<Read> read) {
        if (read.isEmpty()) {
            throw Fields.invalid("items", "must have 1 to %d items".formatted(BulkRequest.MAX_ITEMS));
        }
        return read;
    }
}
