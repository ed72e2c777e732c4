package dev.eloquent.local.ecs;

/**
 * The task, as its metadata have it.
 *
 * @param id the last part of its ARN
 * @param vcpus its limit
 * @param memoryMiB its limit
 */
record TaskDescription(
        String id,
        String region,
        String cluster,
        String family,
        int revision,
        String container,
        double vcpus,
        int memoryMiB) {
    private static final String ACCOUNT = "111122223333";

    /** Fargate's form: the task, a hyphen and ten digits. */
    String dockerId() {
        return id + "-0000000001";
    }

    String taskArn() {
        return arn("task/" + cluster + "/" + id);
    }

    String clusterArn() {
        return arn("cluster/" + cluster);
    }

    String containerArn() {
        return arn("container/" + cluster + "/" + id + "/00000000-0000-0000-0000-000000000001");
    }

    /** Those that a container on Fargate sees: never fewer than two, however small its task. */
    int processors() {
        return (int) Math.max(2, Math.ceil(vcpus));
    }

    private String arn(String resource) {
        return "arn:" + partition() + ":ecs:" + region + ":" + ACCOUNT + ":" + resource;
    }

    private String partition() {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
