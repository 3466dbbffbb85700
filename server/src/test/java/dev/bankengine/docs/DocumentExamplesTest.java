package dev.bankengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.docs.Document.Block;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Runs the examples of the documents in their order: each block marked {@code sh runnable}, on one demo bank. Where a
 * {@code json} or {@code text} block comes next, it is what the command must answer.
 */
class DocumentExamplesTest {

    private static final String RUNNABLE = "sh runnable";

    @Test
    void everyExampleAnswersAsDocumented() throws Exception {
        List<Document> documents = new ArrayList<>(List.of(Document.at("README.md")));
        documents.addAll(Document.in("docs/start"));
        SoftAssertions softly = new SoftAssertions();
        Likeness likeness = new Likeness();
        int examples = 0;
        try (DemoBank bank = DemoBank.start()) {
            for (Document document : documents) {
                List<Block> blocks = document.blocks();
                for (int i = 0; i < blocks.size(); i++) {
                    Block block = blocks.get(i);
                    if (block.info().equals(RUNNABLE)) {
                        examples++;
                        run(bank, document, block, i + 1 < blocks.size() ? blocks.get(i + 1) : block, likeness, softly);
                    }
                }
            }
        }
        softly.assertAll();
        assertThat(examples).isPositive();
    }

    private static void run(
            DemoBank bank, Document document, Block block, Block next, Likeness likeness, SoftAssertions softly)
            throws Exception {
        String where = "%s, line %d".formatted(document.name(), block.line());
        DemoBank.Ended ended = bank.run(likeness.adapted(block.text()));
        softly.assertThat(ended.code())
                .as("%s: %s%s", where, ended.err(), ended.out())
                .isZero();
        List<String> differences = switch (next.info()) {
            case "json" -> likeness.differencesOfJson(next.text(), ended.out());
            case "text" -> likeness.differencesOfText(next.text(), ended.out());
            default -> List.of();
        };
        softly.assertThat(differences)
                .as("%s answered:%n%s", where, ended.out())
                .isEmpty();
    }

    @Test
    void theTwoCommandsOfTheReadmeStandThere() {
        assertThat(Document.at("README.md").blocks())
                .filteredOn(block -> block.info().equals("sh"))
                .extracting(Block::text)
                .anySatisfy(text -> assertThat(text).contains("./bankengine demo", "./bankengine test"));
    }
}
