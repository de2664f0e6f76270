/**
 * Case files: claims of invented persons with the amounts that must come out, written in YAML, in a
 * spreadsheet (CSV) or as lines of JSON. One reader understands all three; a case is settled by the
 * settler that settles real claims, and its usage is carried from claim to claim as the ledger
 * would. Nothing here needs a gateway or a database.
 */
@NullMarked
package io.yizhan.gateway.casefile;

import org.jspecify.annotations.NullMarked;
