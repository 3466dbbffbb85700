package dev.bankengine.structure.planted.vault.internal;

public class Combination {}
