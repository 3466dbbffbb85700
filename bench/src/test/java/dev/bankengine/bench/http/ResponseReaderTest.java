package dev.bankengine.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
    private static final String CREATED =
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\ncontent-length: 13\r\n\r\n{\"id\":\"1234\"}";
    private static final String CHUNKED = "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n1a;x=y\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n";
    private static final String EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final String REFUSED =
            "HTTP/1.1 422 Unprocessable\r\nConnection: close\r\nContent-Length: 20\r\n\r\n{\"code\":\"SOME_RULE\"}";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50, 1000})
    void readsAnswersHoweverTheyAreCutToPieces(int piece) {
        byte[] bytes = (CREATED + CHUNKED + EMPTY + REFUSED + CREATED).getBytes(StandardCharsets.US_ASCII);
        ResponseReader reader = new ResponseReader();
        List<Integer> statuses = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += piece) {
            ByteBuffer in = ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from));
            while (in.hasRemaining()) {
                if (reader.consume(in)) {
                    statuses.add(reader.status());
                }
            }
        }
        assertThat(statuses).containsExactly(201, 200, 204, 422, 201);
        assertThat(reader.idle()).isTrue();
    }

    @Test
    void keepsTheBodyOfAnErrorAndThatTheServerCloses() {
        ResponseReader reader = new ResponseReader();
        assertThat(reader.consume(ByteBuffer.wrap(REFUSED.getBytes(StandardCharsets.US_ASCII))))
                .isTrue();
        assertThat(reader.body()).isEqualTo("{\"code\":\"SOME_RULE\"}");
        assertThat(reader.closing()).isTrue();
    }

    @Test
    void refusesWhatIsNotHttp() {
        ResponseReader reader = new ResponseReader();
        assertThatThrownBy(() -> reader.consume(ByteBuffer.wrap("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII))))
                .hasMessageContaining("SSH-2.0-x");
    }
}
