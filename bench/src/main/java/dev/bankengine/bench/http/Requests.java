package dev.bankengine.bench.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** The requests of the workloads as the API wants them: the only place here that knows its paths and its JSON. */
public final class Requests {
    private static final byte[] FROM = "{\"fromAccountId\":\"".getBytes(US_ASCII);
    private static final byte[] TO = "\",\"toAccountId\":\"".getBytes(US_ASCII);
    private static final byte[] AMOUNT = "\",\"amount\":{\"amount\":\"".getBytes(US_ASCII);
    private static final byte[] CURRENCY = "\",\"currency\":\"EUR\"}}".getBytes(US_ASCII);
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);

    private Requests() {}

    /** One transfer a request, each with a key of its own; 201 when it is posted. */
    public static RequestSource singleTransfers(Transfers transfers) {
        return new SingleTransfers(transfers);
    }

    /** A list of transfers a request, each item by itself and with a key of its own; 200 when it was gone through. */
    public static RequestSource bulkTransfers(Transfers transfers, int items) {
        return new BulkTransfers(transfers, items);
    }

    /** Reads of one account's balance, the accounts drawn evenly. */
    public static RequestSource balanceReads(Transfers accounts) {
        return new BalanceReads(accounts);
    }

    private static void putTransfer(RequestBytes body, Transfers transfers) {
        long payer = transfers.payer();
        body.put(FROM)
                .putNumber(payer)
                .put(TO)
                .putNumber(transfers.receiver(payer))
                .put(AMOUNT)
                .putCents(transfers.cents())
                .put(CURRENCY);
    }

    private static final class SingleTransfers implements RequestSource {
        private static final byte[] HEAD = """
                POST /api/v1/transactions/transfer HTTP/1.1
                Host: localhost
                Content-Type: application/json
                Idempotency-Key: """.replace("\n", "\r\n").concat(" ").getBytes(US_ASCII);
        private static final byte[] LENGTH = "\r\nContent-Length: ".getBytes(US_ASCII);

        private final Transfers transfers;
        private final RequestBytes head = new RequestBytes();
        private final RequestBytes body = new RequestBytes();

        private SingleTransfers(Transfers transfers) {
            this.transfers = transfers;
        }

        @Override
        public void writeNext(ByteBuffer buffer) {
            body.clear();
            putTransfer(body, transfers);
            head.clear();
            head.put(HEAD)
                    .putUuid(transfers.bits(), transfers.bits())
                    .put(LENGTH)
                    .putNumber(body.length())
                    .put(END_OF_HEAD);
            head.copyTo(buffer);
            body.copyTo(buffer);
        }

        @Override
        public int expectedStatus() {
            return 201;
        }

        @Override
        public int maxRequestBytes() {
            return 1024;
        }
    }

    private static final class BulkTransfers implements RequestSource {
        private static final byte[] HEAD = """
                POST /api/v1/transactions/bulk HTTP/1.1
                Host: localhost
                Content-Type: application/json
                Content-Length: """.replace("\n", "\r\n").concat(" ").getBytes(US_ASCII);
        private static final byte[] START = "{\"atomic\":false,\"items\":[".getBytes(US_ASCII);
        private static final byte[] KEY = "{\"idempotencyKey\":\"".getBytes(US_ASCII);
        private static final byte[] TRANSFER = "\",\"transfer\":".getBytes(US_ASCII);
        private static final byte[] BETWEEN = "},".getBytes(US_ASCII);
        private static final byte[] END = "}]}".getBytes(US_ASCII);
        private static final int MAX_ITEM_BYTES = 256;

        private final Transfers transfers;
        private final int items;
        private final RequestBytes head = new RequestBytes();
        private final RequestBytes body = new RequestBytes();

        private BulkTransfers(Transfers transfers, int items) {
            this.transfers = transfers;
            this.items = items;
        }

        @Override
        public void writeNext(ByteBuffer buffer) {
            body.clear();
            body.put(START);
            for (int i = 0; i < items; i++) {
                body.put(KEY).putUuid(transfers.bits(), transfers.bits()).put(TRANSFER);
                putTransfer(body, transfers);
                body.put(i == items - 1 ? END : BETWEEN);
            }
            head.clear();
            head.put(HEAD).putNumber(body.length()).put(END_OF_HEAD);
            head.copyTo(buffer);
            body.copyTo(buffer);
        }

        @Override
        public int expectedStatus() {
            return 200;
        }

        @Override
        public int maxRequestBytes() {
            return 1024 + items * MAX_ITEM_BYTES;
        }
    }

    private static final class BalanceReads implements RequestSource {
        private static final byte[] HEAD = "GET /api/v1/accounts/".getBytes(US_ASCII);
        private static final byte[] TAIL =
                "/balance HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n".getBytes(US_ASCII);

        private final Transfers accounts;
        private final RequestBytes head = new RequestBytes();

        private BalanceReads(Transfers accounts) {
            this.accounts = accounts;
        }

        @Override
        public void writeNext(ByteBuffer buffer) {
            head.clear();
            head.put(HEAD).putNumber(accounts.payer()).put(TAIL);
            head.copyTo(buffer);
        }

        @Override
        public int expectedStatus() {
            return 200;
        }

        @Override
        public int maxRequestBytes() {
            return 1024;
        }
    }
}
