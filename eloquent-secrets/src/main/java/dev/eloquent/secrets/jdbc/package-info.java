/**
 * Credentials of databases that rotate without a failed request: a {@link
 * dev.eloquent.secrets.jdbc.RotatingDataSource} goes inside the pool and logs in with whatever the database takes.
 */
@NullMarked
package dev.eloquent.secrets.jdbc;

import org.jspecify.annotations.NullMarked;
