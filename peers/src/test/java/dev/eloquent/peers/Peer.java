package dev.eloquent.peers;

import java.util.stream.Stream;

/** The libraries, each set up as its own guide has it for a graceful shutdown. */
enum Peer {
    ELOQUENT("Eloquent", "eloquent-core", "/health/ready") {
        @Override
        void start(Service service) throws Exception {
            EloquentService.start(service);
        }
    },
    SPRING_BOOT("Spring Boot 4.1", "spring-", "/actuator/health/readiness") {
        @Override
        void start(Service service) throws Exception {
            SpringBootService.start(service);
        }
    },
    PEKKO("Pekko 1.7", "pekko-", "/work/ready") {
        @Override
        void start(Service service) throws Exception {
            PekkoService.start(service);
        }
    },
    ARMERIA("Armeria 1.40", "armeria-", "/ready") {
        @Override
        void start(Service service) throws Exception {
            ArmeriaService.start(service);
        }
    },
    JETTY("Jetty 12.1", "jetty-", "/work/ready") {
        @Override
        void start(Service service) throws Exception {
            JettyService.start(service);
        }
    },
    DROPWIZARD("Dropwizard 5.0", "dropwizard-", "/health-check") {
        @Override
        void start(Service service) throws Exception {
            DropwizardService.start(service);
        }
    };

    final String column;

    /** What the names of its jars begin with, or those of the folders that are not packaged yet. */
    final String jars;

    /** What a load balancer would probe; where the library has nothing for that, a request like any other. */
    final String readiness;

    Peer(String column, String jars, String readiness) {
        this.column = column;
        this.jars = jars;
        this.readiness = readiness;
    }

    abstract void start(Service service) throws Exception;

    static String[] columns() {
        return Stream.of(values()).map(peer -> peer.column).toArray(String[]::new);
    }
}
