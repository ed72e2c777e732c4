/** Secrets that are there at the start, stay fresh, and never leak. */
module dev.eloquent.secrets {
    requires transitive software.amazon.awssdk.services.secretsmanager;
    requires transitive java.sql;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.regions;
    requires static org.jspecify;

    exports dev.eloquent.secrets;
    exports dev.eloquent.secrets.jdbc;
    exports dev.eloquent.secrets.jwt;
}
