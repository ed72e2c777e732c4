/**
 * A stand-in of the ECS agent's endpoint for task scale-in protection, and of the task metadata endpoint. {@link
 * dev.eloquent.local.ecs.LocalEcsAgent} is the door; {@code TaskProtectionApi} speaks the agent's protocol over the
 * {@code ProtectionState} of one task, and a {@link dev.eloquent.local.ecs.Refusal} is what ECS says when it will not
 * protect it. {@code MetadataApi} tells of the task and, by its {@code TaskStats}, of its {@link
 * dev.eloquent.local.ecs.TaskUsage}.
 */
@NullMarked
package dev.eloquent.local.ecs;

import org.jspecify.annotations.NullMarked;
