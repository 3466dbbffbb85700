package dev.bankengine.structure.planted.thief;

import dev.bankengine.structure.planted.vault.Vault;
import dev.bankengine.structure.planted.vault.internal.Combination;

public record Thief(Vault vault, Combination combination) {}
