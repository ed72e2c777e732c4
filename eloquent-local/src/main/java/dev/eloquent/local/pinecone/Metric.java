package dev.eloquent.local.pinecone;

import java.util.Locale;

/** How an index compares vectors. */
public enum Metric {
    /** The cosine of the angle between them; larger is nearer. */
    COSINE,
    /** Their dot product; larger is nearer. */
    DOTPRODUCT,
    /** The square of their distance, as Pinecone reports it; smaller is nearer. */
    EUCLIDEAN;

    /** As it is written in Pinecone's API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    double score(StoredVector one, StoredVector other) {
        return switch (this) {
            case COSINE -> one.dot(other) / Math.sqrt(one.dot(one) * other.dot(other));
            case DOTPRODUCT -> one.dot(other);
            case EUCLIDEAN -> one.squaredDistance(other);
        };
    }

    /** The smaller the nearer, whatever the metric. */
    double distance(double score) {
        return this == EUCLIDEAN ? score : -score;
    }
}
