/** Certificates and keys in files, which are read again when they change. */
@NullMarked
package io.yizhan.gateway.tls;

import org.jspecify.annotations.NullMarked;
