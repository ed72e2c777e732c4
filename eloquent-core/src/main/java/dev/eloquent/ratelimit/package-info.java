/**
 * How much of something a client may have in a time, in this process or shared by several.
 *
 * <p>The one door is {@link dev.eloquent.ratelimit.Quota}: it takes one or several {@linkplain
 * dev.eloquent.ratelimit.QuotaPolicy policies}, keeps usage for each key in a table of fixed size, and answers with a
 * boolean or a {@link dev.eloquent.ratelimit.QuotaDecision}. Read the algorithms in {@code SmoothTally} and {@code
 * ExactTally}, what happens when there are more keys than room in {@code Segment}.
 */
@NullMarked
package dev.eloquent.ratelimit;

import org.jspecify.annotations.NullMarked;
