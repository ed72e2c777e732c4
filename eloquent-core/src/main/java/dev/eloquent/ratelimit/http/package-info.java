/**
 * Rate limits for requests over HTTP: whose request it is ({@link dev.eloquent.ratelimit.http.ClientAddress}), a filter for
 * the JDK's server ({@link dev.eloquent.ratelimit.http.QuotaFilter}), and what an answer says of a decision ({@link
 * dev.eloquent.ratelimit.http.QuotaAnswer}), which filters for other servers use too.
 */
@NullMarked
package dev.eloquent.ratelimit.http;

import org.jspecify.annotations.NullMarked;
