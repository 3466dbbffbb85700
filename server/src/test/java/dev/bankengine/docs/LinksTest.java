package dev.bankengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        List<String> dead = new ArrayList<>();
        for (Document document : Document.all()) {
            String prose = String.join("\n", document.prose());
            for (MatchResult link : LINK.matcher(prose).results().toList()) {
                String target = link.group(1);
                if (!target.matches("[a-z]+:.*") && !leadsSomewhere(document, target)) {
                    dead.add(document.name() + ": " + target);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void theIndexLeadsToEveryDocument() {
        Document index = Document.at("docs/README.md");
        for (String directory : List.of("start", "concepts", "reference", "internals")) {
            for (Document document : Document.in("docs/" + directory)) {
                assertThat(index.text())
                        .contains(directory + "/" + document.file().getFileName());
            }
        }
        Document decisions = Document.at("docs/adr/README.md");
        for (Document decision : Document.in("docs/adr")) {
            if (!decision.file().endsWith("README.md")) {
                assertThat(decisions.text()).contains("](" + decision.file().getFileName() + ")");
                assertThat(decision.anchors()).contains("context", "decision", "consequences");
                assertThat(decision.text()).contains("Status: ");
            }
        }
    }

    private static boolean leadsSomewhere(Document from, String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path directory = from.file().getParent();
        if (directory == null) {
            return false;
        }
        Path file = path.isEmpty() ? from.file() : directory.resolve(path).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return hash < 0
                || Document.at(Document.REPOSITORY.relativize(file).toString())
                        .anchors()
                        .contains(target.substring(hash + 1));
    }
}
