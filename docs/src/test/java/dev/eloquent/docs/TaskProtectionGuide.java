package dev.eloquent.docs;

import dev.eloquent.ecs.TaskProtection;
import dev.eloquent.local.ecs.LocalEcsAgent;
import dev.eloquent.local.ecs.Refusal;
import java.time.Duration;

/** The code that docs/task-protection.md and docs/local.md quote: it compiles, or the guides are wrong. */
final class TaskProtectionGuide {
    interface Job {
        void run();
    }

    interface Queue {
        Job next() throws InterruptedException;
    }

    // spotless:off
    @SuppressWarnings("try") // the hold is there to be closed
    void job(Job nightlyImport) {
        TaskProtection protection = TaskProtection.fromEnvironment();
        try (var held = protection.protect("nightly import")) {
            nightlyImport.run();
        }
    }

    @SuppressWarnings("try")
    void consumer(TaskProtection protection, Queue queue) throws InterruptedException {
        while (true) {
            Job job = queue.next();
            try (var held = protection.protect("a job of the queue")) {
                job.run();
            }
        }
    }

    TaskProtection expiry() {
        return
                TaskProtection.fromEnvironment(Duration.ofMinutes(20))
                ;
    }

    @SuppressWarnings("try")
    void standIn(Job job) {
        try (LocalEcsAgent agent = LocalEcsAgent.task("import").start();
                TaskProtection protection = TaskProtection.at(agent.endpoint())) {
            agent.refuse(Refusal.DEPLOYMENT_BLOCKED);
            try (var held = protection.protect("nightly import")) {
                job.run(); // unprotected, and with one line in the log that says why
            }
        }
    }
    // spotless:on
}
