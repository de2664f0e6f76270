/**
 * What can be said of a whole policy before it is published: a lemma whose premises are checked row
 * by row, and where it is silent a walk along the bill over every bend of the real run. What is
 * neither proved nor refuted is said to be unproved.
 */
package io.yizhan.proof;
