package dev.eloquent.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The table of a guide that sets Eloquent beside its peers. */
public final class PeerTable {
    private PeerTable() {}

    /** The rows after the marker, each with its cells by column. */
    public static Map<String, Map<String, String>> of(String guide) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        String marked = Files.readString(Path.of("..", "docs", guide)).split("<!-- peer-table -->\n", 2)[1];
        for (String line :
                marked.lines().takeWhile(line -> line.startsWith("|")).toList()) {
            lines.add(Stream.of(line.substring(1).split("\\|", -1))
                    .map(String::strip)
                    .toList());
        }
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        List<String> head = lines.get(0);
        for (List<String> line : lines.subList(2, lines.size())) {
            Map<String, String> cells = new LinkedHashMap<>();
            for (int i = 1; i < head.size() - 1; i++) {
                cells.put(head.get(i), line.get(i));
            }
            table.put(line.get(0), cells);
        }
        return table;
    }
}
