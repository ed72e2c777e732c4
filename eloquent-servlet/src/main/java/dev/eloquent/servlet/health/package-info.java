/** Health behind a servlet container: {@link dev.eloquent.servlet.health.HealthServlet}. Needs eloquent-health. */
@NullMarked
package dev.eloquent.servlet.health;

import org.jspecify.annotations.NullMarked;
