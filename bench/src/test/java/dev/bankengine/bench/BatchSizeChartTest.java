package dev.bankengine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.bench.BatchSizeChart.SweepPoint;
import java.io.StringReader;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class BatchSizeChartTest {
    @Test
    void drawsAPointForEachSize() throws Exception {
        TreeMap<Integer, SweepPoint> points = new TreeMap<>();
        for (int size = 1; size <= 8192; size *= 2) {
            points.put(size, new SweepPoint(1_000 + 3 * size, 900 + 3 * size, 1_100 + 3 * size));
        }
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(BatchSizeChart.draw(points))));
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(14);
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent()).contains("1: 1,003;", "8192: 25,576.");
    }
}
