// Parses diagrams with mermaid's own parser; called by `run`.

import fs from "node:fs";
import { JSDOM } from "jsdom";

const dom = new JSDOM("<!DOCTYPE html>");
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const { default: mermaid } = await import("mermaid");

// What a text may say without being taken for syntax; `escaped` in crates/export writes it so.
const escaped = (text) =>
  text
    .replace(/[^\p{L}\p{N}.,_/ -]/gu, (mark) => `#${mark.codePointAt(0)};`)
    .split(" ")
    .map((word) => (/^end$/i.test(word) ? `#${word.codePointAt(0)};${word.slice(1)}` : word))
    .join(" ");
const NASTY = [
  "end", "End of it; and more", "style a:#b; c", "classDef x:y#z;", "a->>b: c", "%% comment", "<b>bold</b>",
  'loop "x"', "wrap: text", "{}[]()", "#35; #", "activate b", "Ünïcode — ‚Zitat‘", "a\\nb",
];

const [folder, ...names] = process.argv.slice(2);
for (const name of names) {
  const text = fs.readFileSync(`${folder}/${name}.mermaid`, "utf8");
  const { diagramType } = await mermaid.parse(text);
  if (diagramType !== "sequence") throw new Error(`${name}: a ${diagramType}`);
  console.log(`${name}: a diagram of ${text.split("\n").length - 1} lines, parsed by mermaid`);
}
for (const text of NASTY) {
  const label = escaped(text);
  await mermaid.parse(
    `sequenceDiagram\n    title ${label}\n    participant p0 as ${label}\n    participant c as the center\n` +
      `    p0->>c: ${label}\n    p0-xc: ${label}\n    Note over c: ${label}\n`,
  );
}
console.log(`${NASTY.length} nasty labels, parsed by mermaid`);
