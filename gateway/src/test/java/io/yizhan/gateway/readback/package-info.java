/** Tests of how a document is read back and compared. */
@NullMarked
package io.yizhan.gateway.readback;

import org.jspecify.annotations.NullMarked;
