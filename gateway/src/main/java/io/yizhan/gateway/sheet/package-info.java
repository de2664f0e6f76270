/**
 * The settlement sheet (结算单) as one page of PDF: what it shows, its template, its font. It knows
 * neither store nor wire.
 */
@NullMarked
package io.yizhan.gateway.sheet;

import org.jspecify.annotations.NullMarked;
