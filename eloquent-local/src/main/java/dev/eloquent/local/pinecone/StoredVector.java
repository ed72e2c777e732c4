package dev.eloquent.local.pinecone;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A vector as it was upserted. Immutable: neither the values nor the metadata are ever changed. */
final class StoredVector {
    private final String id;
    private final float[] values;
    private final ObjectNode metadata;

    StoredVector(String id, float[] values, ObjectNode metadata) {
        this.id = id;
        this.values = values;
        this.metadata = metadata;
    }

    String id() {
        return id;
    }

    float[] values() {
        return values;
    }

    ObjectNode metadata() {
        return metadata;
    }

    double dot(StoredVector other) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * other.values[i];
        }
        return sum;
    }

    double squaredDistance(StoredVector other) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = (double) values[i] - other.values[i];
            sum += difference * difference;
        }
        return sum;
    }
}
