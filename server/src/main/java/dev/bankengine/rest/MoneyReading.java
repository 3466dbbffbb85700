package dev.bankengine.rest;

import dev.bankengine.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Reads {@code {"amount":"12.34","currency":"EUR"}} and what a client wants remembered. */
@Component
class MoneyReading implements JsonMapperBuilderCustomizer {

    @Override
    public void customize(JsonMapper.Builder mapper) {
        mapper.addModule(new SimpleModule("money")
                .addDeserializer(Money.class, new MoneyReader())
                .addDeserializer(Metadata.class, new Metadata.Reader()));
    }

    private static final class MoneyReader extends StdDeserializer<Money> {

        private static final String AMOUNT = "amount";
        private static final String CURRENCY = "currency";

        MoneyReader() {
            super(Money.class);
        }

        @Override
        public Money deserialize(JsonParser parser, DeserializationContext context) throws JacksonException {
            if (!parser.isExpectedStartObjectToken()) {
                throw new IllegalArgumentException(
                        "must be an object such as {\"amount\":\"12.34\",\"currency\":\"EUR\"}");
            }
            String amount = null;
            String currency = null;
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                switch (name) {
                    case AMOUNT -> amount = text(parser, "the amount must be a string such as \"12.34\"");
                    case CURRENCY -> currency = text(parser, "the currency must be a string such as \"EUR\"");
                    default ->
                        throw UnrecognizedPropertyException.from(parser, Money.class, name, List.of(AMOUNT, CURRENCY));
                }
            }
            if (amount == null || currency == null) {
                throw new IllegalArgumentException("must have an amount and a currency");
            }
            return Money.parse(amount, Money.currency(currency));
        }

        private static @Nullable String text(JsonParser parser, String otherwise) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new IllegalArgumentException(otherwise);
            }
            return parser.getString();
        }
    }
}
