package dev.bankengine.structure.planted.burglar;

import dev.bankengine.structure.planted.vault.internal.Combination;

public record Burglar(Combination combination) {}
