/**
 * The stress run: jcstress calls what the threads of one gateway share from two threads at once,
 * some hundred thousand times, compiled in several ways, and counts what came out. The tests stand
 * in the rooms that they look into; a checker that never failed proves nothing, so that each has a
 * place of the gateway's source which is changed for it, and must then fail.
 */
@NullMarked
package io.yizhan.stress;

import org.jspecify.annotations.NullMarked;
