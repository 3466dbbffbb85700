package dev.bankengine.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.bankengine.ledger.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A part of a list, and the cursors to go on from it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Listing<T>(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<T> items,

        @Schema(
                description = "Send it as `cursor` to get what follows. Absent at the end.",
                example = "pJ3x8AAAAAAAAAPo")
        @Nullable
        String next,

        @Schema(description = "Send it as `cursor` to get what comes before. Absent at the start.") @Nullable
        String previous) {

    public static <S, T> Listing<T> of(Page<S> page, Function<S, T> item) {
        return new Listing<>(page.items().stream().map(item).toList(), page.next(), page.previous());
    }
}
