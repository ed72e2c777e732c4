/**
 * What stand-ins of AWS's services share: a {@link dev.eloquent.local.aws.RequestSignature} says whether a request is
 * signed as it should be. Not exported.
 */
@NullMarked
package dev.eloquent.local.aws;

import org.jspecify.annotations.NullMarked;
