package dev.eloquent.docs;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A pom.xml as it is written: nothing inherited, nothing interpolated. */
record Pom(Element project) {

    static Pom read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": run `mvn verify` from the root first", e);
        }
    }

    static Pom parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return new Pom(factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)))
                    .getDocumentElement());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalArgumentException("not a POM: " + e.getMessage(), e);
        }
    }

    String artifactId() {
        return text("artifactId").orElseThrow(() -> new IllegalArgumentException("a POM without artifactId"));
    }

    /** The text at a path of element names below project, such as {@code text("scm", "url")}. */
    Optional<String> text(String... path) {
        List<Element> found = List.of(project);
        for (String name : path) {
            found = found.stream().flatMap(e -> children(e, name).stream()).toList();
        }
        return found.stream()
                .map(e -> e.getTextContent().trim())
                .filter(t -> !t.isEmpty())
                .findFirst();
    }

    /** The elements called {@code name} within {@code lists}, such as dependencies/dependency. */
    List<Element> all(String... path) {
        List<Element> found = List.of(project);
        for (String name : path) {
            found = found.stream().flatMap(e -> children(e, name).stream()).toList();
        }
        return found;
    }

    /** Every element called {@code name}, at any depth. */
    List<Element> anywhere(String name) {
        List<Element> found = new ArrayList<>();
        var nodes = project.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    static String child(Element parent, String name, String otherwise) {
        return children(parent, name).stream()
                .map(e -> e.getTextContent().trim())
                .findFirst()
                .orElse(otherwise);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
