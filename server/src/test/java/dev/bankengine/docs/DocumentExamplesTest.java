package dev.bankengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bankengine.docs.Document.Block;
import java.util.ArrayList;
import java.util.List;
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
        List<String> differences = new ArrayList<>();
        Likeness likeness = new Likeness();
        int examples = 0;
        try (DemoBank bank = DemoBank.start()) {
            for (Document document : documents) {
                List<Block> blocks = document.blocks();
                for (int i = 0; i < blocks.size(); i++) {
                    Block block = blocks.get(i);
                    if (block.info().equals(RUNNABLE)) {
                        examples++;
                        Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : block;
                        differences.addAll(run(bank, document, block, next, likeness));
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(examples).isGreaterThan(10);
    }

    /** What is different from the document; empty when all is as it says. */
    private static List<String> run(DemoBank bank, Document document, Block block, Block next, Likeness likeness)
            throws Exception {
        String where = "%s, line %d: ".formatted(document.name(), block.line());
        DemoBank.Ended ended = bank.run(likeness.adapted(block.text()));
        if (ended.code() != 0) {
            return List.of(where + "ended with " + ended.code() + ": " + ended.err() + ended.out());
        }
        List<String> differences = switch (next.info()) {
            case "json" -> likeness.differencesOfJson(next.text(), ended.out());
            case "text" -> likeness.differencesOfText(next.text(), ended.out());
            default -> List.of();
        };
        return differences.stream().map(d -> where + d + " in " + ended.out()).toList();
    }

    @Test
    void theTwoCommandsOfTheReadmeStandThere() {
        assertThat(Document.at("README.md").blocks())
                .filteredOn(block -> block.info().equals("sh"))
                .extracting(Block::text)
                .anySatisfy(text -> assertThat(text).contains("./bankengine demo", "./bankengine test"));
    }
}
