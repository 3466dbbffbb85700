package dev.bankengine.rest;

/** The examples of the documentation, each a request that the demo bank would take as it stands. */
public final class RequestBodies {

    public static final String OPEN_ACCOUNT = """
            {"type":"CURRENT","currency":"EUR","overdraftLimit":{"amount":"500.00","currency":"EUR"},\
            "openingDeposit":{"amount":"1000.00","currency":"EUR"},"holderName":"Jane Doe"}""";
    public static final String TERMINATE_ACCOUNT = """
            {"reason":"moved away","payoutAccountId":"1001"}""";
    public static final String CHANGE_OVERDRAFT_LIMIT = """
            {"overdraftLimit":{"amount":"250.00","currency":"CZK"},"reason":"agreed with the customer"}""";
    public static final String CASH = """
            {"accountId":"1000","amount":{"amount":"100.00","currency":"CZK"},"description":"At the counter"}""";
    public static final String TRANSFER = """
            {"fromAccountId":"1000","toAccountId":"1001","amount":{"amount":"12.34","currency":"CZK"},\
            "description":"Rent for March","reference":"INV-2026-0042"}""";
    public static final String TRANSACTION = """
            {"legs":[{"accountId":"1000","amount":{"amount":"-30.00","currency":"CZK"}},\
            {"accountId":"1001","amount":{"amount":"20.00","currency":"CZK"}},\
            {"accountId":"1002","amount":{"amount":"10.00","currency":"CZK"}}],"description":"Shared dinner"}""";
    public static final String BULK = """
            {"atomic":false,"items":[{"idempotencyKey":"salary-1","transfer":{"fromAccountId":"1000","toAccountId":"1001",\
            "amount":{"amount":"2500.00","currency":"CZK"}}},{"idempotencyKey":"cash-1","deposit":{"accountId":"1000",\
            "amount":{"amount":"50.00","currency":"CZK"}}}]}""";
    public static final String REVERSAL = """
            {"description":"Paid twice"}""";
    public static final String HOLD = """
            {"accountId":"1000","amount":{"amount":"300.50","currency":"CZK"},"description":"Hotel"}""";
    public static final String CAPTURE = """
            {"amount":{"amount":"100.25","currency":"CZK"},"toAccountId":"1001","last":false}""";

    private RequestBodies() {}
}
