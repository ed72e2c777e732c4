package dev.eloquent.peers.ratelimit;

/** A column of the table. */
enum LimitPeer {
    ELOQUENT("Eloquent", "eloquent-core"),
    RESILIENCE4J("resilience4j 2.4", "resilience4j-"),
    BUCKET4J("Bucket4j 8.19", "bucket4j_"),
    GUAVA("Guava 33.8", "guava-33.8"),
    FAILSAFE("Failsafe 3.3", "failsafe-");

    final String column;

    /** What the names of its jars begin with, or those of the folders that are not packaged yet. */
    final String jars;

    LimitPeer(String column, String jars) {
        this.column = column;
        this.jars = jars;
    }

    Library library() {
        return switch (this) {
            case ELOQUENT -> new EloquentLimits();
            case RESILIENCE4J -> new Resilience4jLimits();
            case BUCKET4J -> new Bucket4jLimits();
            case GUAVA -> new GuavaLimits();
            case FAILSAFE -> new FailsafeLimits();
        };
    }
}
