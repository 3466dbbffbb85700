package dev.bankengine.structure.planted.vault;

public class Vault {}
