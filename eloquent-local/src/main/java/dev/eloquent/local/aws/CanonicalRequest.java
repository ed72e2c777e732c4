package dev.eloquent.local.aws;

import dev.eloquent.local.server.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A request as Signature Version 4 writes it down, from what was received: the target undecoded, the body packed. */
final class CanonicalRequest {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CanonicalRequest() {}

    static String of(Request request, List<String> signedHeaders) {
        int mark = request.target().indexOf('?');
        String path = mark < 0 ? request.target() : request.target().substring(0, mark);
        String query = mark < 0 ? "" : request.target().substring(mark + 1);
        String headers = signedHeaders.stream()
                .map(name ->
                        name + ":" + request.header(name).orElse("").strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                path(path),
                query(query),
                headers,
                String.join(";", signedHeaders),
                Sha256.hash(request.body()));
    }

    /** All services but S3 have each segment encoded once more than it is sent. */
    private static String path(String sent) {
        return Arrays.stream(sent.split("/", -1)).map(CanonicalRequest::encode).collect(Collectors.joining("/"));
    }

    private static String query(String sent) {
        if (sent.isEmpty()) {
            return "";
        }
        return Arrays.stream(sent.split("&", -1))
                .map(pair -> pair.contains("=") ? pair : pair + "=")
                .map(CanonicalRequest::upperCaseOfEscapes)
                .sorted()
                .collect(Collectors.joining("&"));
    }

    /** Clients send a query encoded as it is signed; only the case of what is encoded may differ. */
    private static String upperCaseOfEscapes(String pair) {
        StringBuilder text = new StringBuilder(pair);
        for (int at = text.indexOf("%"); at >= 0 && at + 3 <= text.length(); at = text.indexOf("%", at + 1)) {
            text.setCharAt(at + 1, Character.toUpperCase(text.charAt(at + 1)));
            text.setCharAt(at + 2, Character.toUpperCase(text.charAt(at + 2)));
        }
        return text.toString();
    }

    private static String encode(String segment) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : segment.getBytes(StandardCharsets.ISO_8859_1)) {
            if (UNRESERVED.indexOf(octet) >= 0) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return encoded.toString();
    }
}
