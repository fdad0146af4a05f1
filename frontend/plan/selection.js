/** The active cell and the range around it, in places of shown rows and columns. Every change gives a new value. */

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

export class Selection {
  constructor({ row = 0, column = 0, anchorRow = row, anchorColumn = column, wholeRows = false } = {}) {
    Object.assign(this, { row, column, anchorRow, anchorColumn, wholeRows });
    Object.freeze(this);
  }

  /** First and last row and column, both included. */
  get range() {
    return {
      top: Math.min(this.row, this.anchorRow),
      bottom: Math.max(this.row, this.anchorRow),
      left: this.wholeRows ? 0 : Math.min(this.column, this.anchorColumn),
      right: this.wholeRows ? Infinity : Math.max(this.column, this.anchorColumn),
    };
  }

  get single() {
    return this.row === this.anchorRow && this.column === this.anchorColumn && !this.wholeRows;
  }

  has(row, column) {
    const { top, bottom, left, right } = this.range;
    return row >= top && row <= bottom && column >= left && column <= right;
  }

  /** The active cell moves and takes the range along, or only its end where `extend`. */
  moved(rows, columns, bounds, extend = false) {
    return this.to(this.row + rows, this.column + columns, bounds, extend);
  }

  to(row, column, { rows, columns }, extend = false) {
    const next = { row: clamp(row, 0, Math.max(rows - 1, 0)), column: clamp(column, 0, Math.max(columns - 1, 0)) };
    if (!extend) return new Selection(next);
    return new Selection({ ...this, ...next });
  }

  asRows() {
    return new Selection({ ...this, wholeRows: true });
  }

  /** Step to the next editable place: right with Tab, at the end of a row into the next one. */
  stepped(forward, { rows, columns }) {
    const place = this.row * columns + this.column + (forward ? 1 : -1);
    const bounded = clamp(place, 0, rows * columns - 1);
    return new Selection({ row: Math.floor(bounded / columns), column: bounded % columns });
  }

  /** All cells of the range as `[row, column]`. */
  *cells({ rows, columns }) {
    const { top, bottom, left, right } = this.range;
    for (let row = top; row <= Math.min(bottom, rows - 1); row += 1) {
      for (let column = left; column <= Math.min(right, columns - 1); column += 1) yield [row, column];
    }
  }
}
