/** Tests of certificates in files. */
@NullMarked
package io.yizhan.gateway.tls;

import org.jspecify.annotations.NullMarked;
