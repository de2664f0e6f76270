/**
 * The auditor: reads the tables with plain SQL and says what is wrong with the books, and whether
 * what callers were told is in them. It shares no code with what writes the tables and depends on
 * nothing else of this house, so that one mistake cannot hide another.
 */
@NullMarked
package io.yizhan.auditor;

import org.jspecify.annotations.NullMarked;
