package dev.eloquent.local.cloudwatch;

import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.ServiceFault;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** What became of each body that came, the last ones kept. Safe for use by several threads. */
final class PutTallies {
    private final int kept;
    private final Map<String, Tally> byFingerprint = new LinkedHashMap<>();
    /** Of the requests that are under way. A request is forgotten by whoever serves it, and then here. */
    private final Map<Request, Tally> byRequest = new WeakHashMap<>();

    PutTallies(int kept) {
        this.kept = kept;
    }

    void arrived(Request request) {
        String fingerprint = fingerprint(request);
        synchronized (this) {
            Tally tally = byFingerprint.computeIfAbsent(fingerprint, any -> new Tally());
            tally.arrived++;
            byRequest.put(request, tally);
            if (byFingerprint.size() > kept) {
                byFingerprint.remove(byFingerprint.keySet().iterator().next());
            }
        }
    }

    synchronized void stored(Request request, int data) {
        Tally tally = byRequest.getOrDefault(request, new Tally());
        tally.data = data;
        tally.stored++;
    }

    synchronized void answered(Request request) {
        byRequest.getOrDefault(request, new Tally()).answered++;
    }

    synchronized List<ReceivedPut> puts() {
        return byFingerprint.entrySet().stream()
                .map(entry -> entry.getValue().as(entry.getKey()))
                .toList();
    }

    /** Of the bytes before compression, so that it does not depend on how they were compressed. */
    private static String fingerprint(Request request) {
        byte[] body;
        try {
            body = request.unpackedBody(CloudWatchApi.MAX_REQUEST);
        } catch (ServiceFault unreadable) {
            body = request.body();
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static final class Tally {
        private int data;
        private long arrived;
        private long stored;
        private long answered;

        ReceivedPut as(String fingerprint) {
            return new ReceivedPut(fingerprint, data, arrived, stored, answered);
        }
    }
}
