package dev.eloquent.local.ecs;

import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.Service;

/** What a task reaches at 169.254.170.2: its metadata below {@code /v4}, and the agent below {@code /api}. */
final class AgentApi implements Service {
    private final TaskProtectionApi protection;
    private final MetadataApi metadata;

    AgentApi(TaskProtectionApi protection, MetadataApi metadata) {
        this.protection = protection;
        this.metadata = metadata;
    }

    @Override
    public String name() {
        return protection.name();
    }

    @Override
    public int maxBody() {
        return protection.maxBody();
    }

    @Override
    public Answer answer(Request request) {
        return request.path().startsWith(MetadataApi.PREFIX) ? metadata.answer(request) : protection.answer(request);
    }

    @Override
    public Answer error(int status, String message) {
        return protection.error(status, message);
    }
}
