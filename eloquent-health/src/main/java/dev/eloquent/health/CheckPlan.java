package dev.eloquent.health;

/** A check as it was registered: its name, itself, what its failure means to the service, its settings. */
record CheckPlan(String name, HealthCheck check, Impact impact, CheckSettings settings) {}
