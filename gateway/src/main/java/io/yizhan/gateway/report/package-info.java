/** Reports as people read them: on the terminal, as CSV and XLSX, as a page. */
@NullMarked
package io.yizhan.gateway.report;

import org.jspecify.annotations.NullMarked;
