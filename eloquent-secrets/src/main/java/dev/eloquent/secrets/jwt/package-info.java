/** Keys of tokens that rotate: a {@link dev.eloquent.secrets.jwt.JwtKeyRing} signs with the current one and knows which are accepted. */
@NullMarked
package dev.eloquent.secrets.jwt;

import org.jspecify.annotations.NullMarked;
