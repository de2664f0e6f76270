/** The policies in hand, stressed from within their own room. */
@NullMarked
package io.yizhan.gateway.desk;

import org.jspecify.annotations.NullMarked;
