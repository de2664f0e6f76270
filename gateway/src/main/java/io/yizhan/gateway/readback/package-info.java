/**
 * Reads a policy document back: each row of each table as a sentence to lay beside the published
 * text. It works on the document's own words, not on the compiled plan, so that it shows what was
 * typed; a word it has no phrase for is repeated as it stands.
 */
@NullMarked
package io.yizhan.gateway.readback;

import org.jspecify.annotations.NullMarked;
