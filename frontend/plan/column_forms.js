/** The three forms in which the site sends a column (dense, dictionary, sparse), read into one array. */

import { NONE } from "./instants.js";

const isNone = (value) => value === null || value === undefined;

/** Calls `put(position, value)` for every value of a column that is given. */
export function eachValue(column, put) {
  if (isNone(column)) return;
  if (Array.isArray(column)) {
    for (let k = 0; k < column.length; k += 1) put(k, column[k]);
  } else if (column.dict) {
    for (let k = 0; k < column.at.length; k += 1) {
      const at = column.at[k];
      put(k, isNone(at) || at < 0 ? null : column.dict[at]);
    }
  } else {
    for (let k = 0; k < column.rows.length; k += 1) put(column.rows[k], column.is[k]);
  }
}

/** A column of whole numbers, NONE where there is none. */
export function readNumbers(column, n, change = (value) => value) {
  const out = new Int32Array(n).fill(NONE);
  eachValue(column, (k, value) => {
    out[k] = isNone(value) ? NONE : change(value);
  });
  return out;
}

/** A column of texts, lists or objects; `none` where there is none. Values of a dictionary are shared. */
export function readValues(column, n, none = null) {
  const out = new Array(n).fill(none);
  eachValue(column, (k, value) => {
    out[k] = isNone(value) ? none : value;
  });
  return out;
}
