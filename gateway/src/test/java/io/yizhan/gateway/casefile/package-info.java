/** Tests of case files and of the packs by their case files. */
@NullMarked
package io.yizhan.gateway.casefile;

import org.jspecify.annotations.NullMarked;
