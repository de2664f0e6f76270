/**
 * Money: whole fen in a {@code long}, rates in parts per million, and the words of arithmetic on
 * them. Nothing here rounds silently and nothing overflows silently; there is no binary floating
 * point.
 */
package io.yizhan.money;
