/** Health checks that tell the truth and replace no healthy task. */
module dev.eloquent.health {
    requires transitive java.net.http;
    requires transitive java.sql;
    requires transitive jdk.httpserver;
    requires java.management;
    requires jdk.management;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;
    requires static org.jspecify;
    requires static com.zaxxer.hikari;

    exports dev.eloquent.health;
    exports dev.eloquent.health.http;
    exports dev.eloquent.health.jdbc;
    exports dev.eloquent.health.net;
    exports dev.eloquent.health.pinecone;
    exports dev.eloquent.health.probe;
    exports dev.eloquent.health.process;
}
