/** PostgreSQL: the pool, the schema, transactions. */
@NullMarked
package dev.eloquent.examples.rag.database;

import org.jspecify.annotations.NullMarked;
