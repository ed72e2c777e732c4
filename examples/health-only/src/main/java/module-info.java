/** The example on the module path; it runs on the class path as well. */
module dev.eloquent.examples.health {
    requires dev.eloquent.health;
    requires jdk.httpserver;
    requires static org.jspecify;
}
