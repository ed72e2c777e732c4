/** Stand-ins, on loopback, of services that cannot run on a laptop or in a test. */
module dev.eloquent.local {
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.cbor;
    requires static org.jspecify;

    exports dev.eloquent.local;
    exports dev.eloquent.local.cloudwatch;
    exports dev.eloquent.local.ecs;
    exports dev.eloquent.local.openai;
    exports dev.eloquent.local.otlp;
    exports dev.eloquent.local.page;
    exports dev.eloquent.local.pinecone;
    exports dev.eloquent.local.secretsmanager;
}
