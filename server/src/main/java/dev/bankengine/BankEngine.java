package dev.bankengine;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The server: one program, one database. */
@SpringBootApplication
public class BankEngine {}
