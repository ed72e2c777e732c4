package dev.eloquent.local.ecs;

import java.util.Locale;

/**
 * A reason for which ECS does not protect a task, answered in the form of the agent: a failure with status 200, or an
 * error with the status of the call to ECS.
 */
public enum Refusal {
    /** The task role lacks the permission: 400 AccessDeniedException. */
    ACCESS_DENIED,
    /** The task has no task role at all: 403 AccessDeniedException. */
    NO_TASK_ROLE,
    /** ECS is asked too often: 400 ThrottlingException. */
    THROTTLED,
    /** The agent got no answer from ECS: 504 RequestCanceled. */
    ECS_UNREACHABLE,
    /**
     * More tasks of the service are protected than it is to have: the failure DEPLOYMENT_BLOCKED. Of protecting alone;
     * what is protected stays so, and may be released.
     */
    DEPLOYMENT_BLOCKED,
    /** The task belongs to no service: the failure TASK_NOT_VALID. */
    TASK_NOT_VALID;

    /** As the command line has it, such as {@code access-denied}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
