package dev.bankengine.docs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether an answer is the documented one. Times may differ, today may be another day, and an id may be another one:
 * then it is learnt, and what the document says of the old id holds of the new one from there on. An ellipsis in a
 * document stands for whatever is there: a value, further members of an object, further elements of an array, further
 * lines.
 */
final class Likeness {

    private static final String ANYTHING = "…";
    private static final LocalDate BEGINNING = LocalDate.of(2026, 1, 1);
    private static final Pattern ID = Pattern.compile("[A-Z]{2}[0-9]{18,}|[0-9]{3,}");
    private static final Pattern WORD = Pattern.compile("(?<![\\w.])\\w+(?![\\w]|\\.\\w)");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final Pattern SECONDS = Pattern.compile("\\d+\\.\\d s\\b");

    private final Map<String, String> learnt = new HashMap<>();

    /** A documented text with the ids that this bank has. */
    String adapted(String documented) {
        Matcher words = WORD.matcher(documented);
        return words.replaceAll(word -> Matcher.quoteReplacement(learnt.getOrDefault(word.group(), word.group())));
    }

    /** What is different between two JSON texts; empty when they are alike. */
    List<String> differencesOfJson(String documented, String actual) {
        JsonMapper json = JsonMapper.shared();
        List<String> differences = new ArrayList<>();
        compare("", "", json.readTree(documented), json.readTree(actual), differences);
        return differences;
    }

    private void compare(String path, String name, JsonNode documented, JsonNode actual, List<String> differences) {
        if (documented.isString() && documented.stringValue().equals(ANYTHING)) {
            return;
        }
        if (documented.isObject() && actual.isObject()) {
            boolean more = documented.has(ANYTHING);
            for (String member : documented.propertyNames()) {
                if (member.equals(ANYTHING)) {
                    continue;
                }
                if (actual.has(member)) {
                    compare(path + "/" + member, member, documented.get(member), actual.get(member), differences);
                } else {
                    differences.add(path + "/" + member + " is missing");
                }
            }
            for (String member : actual.propertyNames()) {
                if (!more && !documented.has(member)) {
                    differences.add(path + "/" + member + " is not documented: " + actual.get(member));
                }
            }
        } else if (documented.isArray() && actual.isArray()) {
            boolean more = !documented.isEmpty()
                    && documented.get(documented.size() - 1).asString("").equals(ANYTHING);
            int count = documented.size() - (more ? 1 : 0);
            if (more ? actual.size() < count : actual.size() != count) {
                differences.add("%s has %d elements, documented are %d".formatted(path, actual.size(), count));
                return;
            }
            for (int i = 0; i < count; i++) {
                compare(path + "/" + i, name, documented.get(i), actual.get(i), differences);
            }
        } else if (documented.isString() && actual.isString()) {
            if (!alike(name, documented.stringValue(), actual.stringValue())) {
                differences.add("%s is %s, documented is %s".formatted(path, actual, documented));
            }
        } else if (!documented.equals(actual)) {
            differences.add("%s is %s, documented is %s".formatted(path, actual, documented));
        }
    }

    private boolean alike(String name, String documented, String actual) {
        String adapted = adapted(documented);
        if (adapted.equals(actual) || name.equals("correlationId")) {
            return true;
        }
        boolean isName = name.equals("id") || name.endsWith("Id") || name.equals("number");
        if (isName && ID.matcher(documented).matches() && ID.matcher(actual).matches()) {
            return learnt.putIfAbsent(documented, actual) == null;
        }
        return areTimes(documented, actual) || areToday(documented, actual);
    }

    private static boolean areTimes(String documented, String actual) {
        try {
            return Objects.equals(
                    OffsetDateTime.parse(documented).getOffset(),
                    OffsetDateTime.parse(actual).getOffset());
        } catch (DateTimeParseException noTime) {
            return false;
        }
    }

    /** A day since the project began stands for the day of the reader. */
    private static boolean areToday(String documented, String actual) {
        try {
            var today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
            var day = LocalDate.parse(actual);
            return !LocalDate.parse(documented).isBefore(BEGINNING)
                    && (day.equals(today) || day.equals(today.minusDays(1)));
        } catch (DateTimeParseException noDate) {
            return false;
        }
    }

    /** What is different between two texts; empty when they are alike. */
    List<String> differencesOfText(String documented, String actual) {
        List<String> said = actual.lines().map(Likeness::withoutTimes).toList();
        int next = 0;
        boolean anywhere = false;
        for (String line : documented.lines().toList()) {
            if (line.strip().equals(ANYTHING)) {
                anywhere = true;
                continue;
            }
            String wanted = withoutTimes(adapted(line));
            int found = said.subList(next, said.size()).indexOf(wanted);
            if (found < 0 || (found > 0 && !anywhere)) {
                return List.of("not said, or not in its place: " + wanted);
            }
            next += found + 1;
            anywhere = false;
        }
        return next == said.size() || anywhere ? List.of() : List.of("not documented: " + said.get(next));
    }

    private static String withoutTimes(String line) {
        String timeless = TIME.matcher(line.stripTrailing()).replaceAll("<time>");
        return SECONDS.matcher(timeless).replaceAll("<seconds>");
    }
}
