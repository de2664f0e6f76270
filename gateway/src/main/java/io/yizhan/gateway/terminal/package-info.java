/** How texts are laid out on a terminal: widths of Chinese and Latin letters, colours. */
@NullMarked
package io.yizhan.gateway.terminal;

import org.jspecify.annotations.NullMarked;
