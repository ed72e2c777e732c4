/**
 * What a task can ask of the ECS agent beside it: not to be scaled in while it works.
 *
 * <p>A short tour. {@link dev.eloquent.ecs.TaskProtection} is the door: each job takes a {@link
 * dev.eloquent.ecs.TaskProtection.Hold} for as long as it runs. Inside, a {@code Ledger} knows what is held, what ECS was
 * told, and what is due when, and has neither thread nor clock; the {@code Keeper} has both and lets an {@code Agent} make
 * the calls, whose {@code Outcome} an {@code AgentAnswer} tells.
 */
@NullMarked
package dev.eloquent.ecs;

import org.jspecify.annotations.NullMarked;
