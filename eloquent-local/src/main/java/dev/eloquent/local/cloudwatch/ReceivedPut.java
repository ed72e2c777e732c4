package dev.eloquent.local.cloudwatch;

/**
 * What became of one body of PutMetricData, however often it came. The operation has nothing by which AWS tells a repeat
 * from new data, so bodies that are the same, byte for byte before compression, are one here, whoever sent them; data
 * have been counted twice where {@code stored} is above 1.
 *
 * @param fingerprint its SHA-256, in hexadecimal
 * @param data how many data it had; 0 unless it was stored
 * @param arrived how often it was received, refused and unanswered ones too
 * @param stored how often its data were taken
 * @param answered how often an answer with status 200 was written in full, which does not say that the client read it
 */
public record ReceivedPut(String fingerprint, int data, long arrived, long stored, long answered) {}
