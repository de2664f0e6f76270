/** Tests of the command line. */
@NullMarked
package io.yizhan.gateway.cli;

import org.jspecify.annotations.NullMarked;
