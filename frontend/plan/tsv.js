/** Blocks of cells as spreadsheets exchange them: tabs between cells, quotes around what holds tabs or line breaks. */

/** The rows of a pasted text; every row is as wide as the widest. */
export function parseBlock(text) {
  const rows = [[""]];
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < source.length; at += 1) {
    const row = rows[rows.length - 1];
    const char = source[at];
    if (quoted) {
      if (char !== '"') row[row.length - 1] += char;
      else if (source[at + 1] === '"') {
        row[row.length - 1] += char;
        at += 1;
      } else quoted = false;
    } else if (char === '"' && row[row.length - 1] === "" && closes(source, at)) quoted = true;
    else if (char === "\t") row.push("");
    else if (char === "\n") rows.push([""]);
    else row[row.length - 1] += char;
  }
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
}

/** Whether the quote at `at` is closed before a tab, a line break or the end; else it is a plain character. */
function closes(source, at) {
  for (let next = source.indexOf('"', at + 1); next >= 0; next = source.indexOf('"', next + 2)) {
    if (source[next + 1] !== '"') return next + 1 >= source.length || "\t\n".includes(source[next + 1]);
  }
  return false;
}

const written = (cell) => (/["\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The text of a block. */
export const blockText = (rows) => rows.map((row) => row.map(written).join("\t")).join("\n");
