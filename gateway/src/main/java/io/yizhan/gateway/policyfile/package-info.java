/** Reads policy documents written in YAML into the core's tree of texts. It guesses no types. */
@NullMarked
package io.yizhan.gateway.policyfile;

import org.jspecify.annotations.NullMarked;
