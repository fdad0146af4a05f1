// Bundles pages/*.js and pages/*.css, copies pages/*.svg, draws the sprite of icons, and writes the manifest that the site reads.
// `node build.mjs FOLDER` fills FOLDER, which must be empty; with `--maps` it adds source maps.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { sprite } from "./sprite.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const COMPRESSED = new Set([".js", ".css", ".svg"]);
// the browsers of the last two years: what they know (nesting, light-dark(), layers) is shipped as it is written
const TARGET = ["chrome123", "firefox121", "safari17.5"];

// the file of letters that every page needs is fetched with the page, not after its styles
const LETTERS = "inter-latin-wght-normal.woff2";

async function bundle(folder) {
  const pages = (await readdir(path.join(HERE, "pages"))).filter((name) => /\.(js|css|svg)$/.test(name));
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: pages.map((name) => `pages/${name}`),
    outdir: folder,
    outbase: "pages",
    entryNames: "[name]-[hash]",
    chunkNames: "parts/[name]-[hash]",
    assetNames: "files/[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "copy" },
    bundle: true,
    splitting: true,
    minify: true,
    sourcemap: process.argv.includes("--maps"),
    format: "esm",
    target: TARGET,
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
  });
  return result.metafile.outputs;
}

function named(outputs, folder) {
  const names = {};
  for (const [file, output] of Object.entries(outputs)) {
    const source = output.entryPoint ?? Object.keys(output.inputs)[0] ?? "";
    const name = source.endsWith(LETTERS) ? "letters.woff2" : path.basename(source);
    if (!output.entryPoint?.startsWith("pages/") && name !== "letters.woff2") continue;
    names[name] = path.relative(folder, path.join(HERE, file));
  }
  return names;
}

async function drawIcons(folder) {
  const icons = (await readFile(path.join(HERE, "icons.txt"), "utf8")).split("\n").filter(Boolean);
  const pictures = path.dirname(createRequire(import.meta.url).resolve("lucide-static/icons/plus.svg"));
  const svg = await sprite(icons, (name) => readFile(path.join(pictures, `${name}.svg`), "utf8"));
  const file = `icons-${createHash("sha256").update(svg).digest("hex").slice(0, 8).toUpperCase()}.svg`;
  await writeFile(path.join(folder, file), svg);
  return { file, icons };
}

async function* filesUnder(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(file);
    else yield file;
  }
}

async function compress(folder) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  for await (const file of filesUnder(folder)) {
    if (!COMPRESSED.has(path.extname(file))) continue;
    const content = await readFile(file);
    await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
    await writeFile(`${file}.br`, brotliCompressSync(content, quality));
  }
}

export async function buildInto(folder) {
  const assets = path.join(folder, "static");
  await mkdir(assets, { recursive: true });
  const files = named(await bundle(assets), assets);
  const { file, icons } = await drawIcons(assets);
  files["icons.svg"] = file;
  await compress(assets);
  await writeFile(path.join(folder, "__init__.py"), '"""The built front end of Trilemma: files, no code."""\n');
  await writeFile(path.join(folder, "manifest.json"), `${JSON.stringify({ files, icons }, null, 2)}\n`);
}

await buildInto(path.resolve(process.argv[2]));
