/**
 * The command line: every command that {@code ./yizhan} knows, and how settings become one
 * validated record. Commands say what they did in Chinese and English and end with a documented
 * exit code.
 */
@NullMarked
package io.yizhan.gateway.cli;

import org.jspecify.annotations.NullMarked;
