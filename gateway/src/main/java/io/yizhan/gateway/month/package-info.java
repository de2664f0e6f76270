/**
 * A month of a town that does not exist: drawn from a seed, played through a real gateway whose
 * clock steps through its days, with breaks put in on purpose and sealed, and then closed. The
 * closing sees only what a clerk would; the sealed file is opened afterwards.
 */
@NullMarked
package io.yizhan.gateway.month;

import org.jspecify.annotations.NullMarked;
