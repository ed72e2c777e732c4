package dev.eloquent.ecs;

/** What helps when ECS refuses, by the code of its error or the reason of its failure. */
final class Remedy {
    private Remedy() {}

    static String of(String kind, String detail) {
        String what = "ECS answered " + kind + (detail.isEmpty() ? "" : " (" + detail + ")");
        return switch (kind) {
            case "AccessDeniedException" ->
                what + ": allow the action ecs:UpdateTaskProtection to the task role, which is not the execution role";
            case "DEPLOYMENT_BLOCKED" ->
                what
                        + ": the service has more protected tasks than its desired count; wait for them to finish, or raise"
                        + " the desired count";
            case "TASK_NOT_VALID", "INVALID" ->
                what + ": only tasks of a service can be protected, and nothing scales in any other";
            case "ThrottlingException" -> what + ": protect longer pieces of work, to ask less often";
            case "RequestError", "RequestTimeout", "RequestCanceled" ->
                what + ": the agent does not reach ECS; look at the network, or give the VPC an endpoint for ecs";
            default -> what;
        };
    }
}
