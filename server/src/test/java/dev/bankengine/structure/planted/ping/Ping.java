package dev.bankengine.structure.planted.ping;

import dev.bankengine.structure.planted.pong.Pong;
import org.jspecify.annotations.Nullable;

public record Ping(@Nullable Pong next) {}
