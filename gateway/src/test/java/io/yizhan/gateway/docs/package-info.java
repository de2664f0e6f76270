/**
 * Holds the pages to the truth: commands are run as they are written, names of tests, links and
 * codes exist, and the integrators' client settles against a real gateway.
 */
@NullMarked
package io.yizhan.gateway.docs;

import org.jspecify.annotations.NullMarked;
