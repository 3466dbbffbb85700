package dev.bankengine.structure.planted.pong;

import dev.bankengine.structure.planted.ping.Ping;
import org.jspecify.annotations.Nullable;

public record Pong(@Nullable Ping next) {}
