/** The page's own words: English is written where it is used, another language is loaded when it is needed. */

const LANGUAGES = { de: () => import("./words_de.js") };

/** A function from an English text with `{names}` to the reader's language. */
export async function wordsOf(language) {
  const load = LANGUAGES[(language || "en").slice(0, 2)];
  const words = load ? (await load()).WORDS : {};
  return (text, values = {}) => filled(words[text] ?? text, values);
}

const filled = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
