// One SVG file with a <symbol> for each icon, to be used as <svg><use href="icons.svg#name"/></svg>.

export async function sprite(names, pictureOf) {
  const symbols = await Promise.all(names.map(async (name) => symbol(name, await pictureOf(name))));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

export function symbol(name, picture) {
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(picture);
  if (!body) throw new Error(`the icon ${name} is no SVG picture`);
  const shapes = body[1].replace(/\s*\n\s*/g, "").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}
