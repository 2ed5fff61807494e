// Bundles every src/*.js (not in subfolders) into one script of the same name. Called by build_front.py: node build.mjs OUT
import { readdirSync } from "node:fs";
import { build } from "esbuild";

const entryPoints = readdirSync("src", { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
  .map((entry) => `src/${entry.name}`)
  .sort();

await build({
  entryPoints,
  outdir: process.argv[2],
  bundle: true,
  minify: true,
  target: "es2019", // what office browsers and old phones understand
  format: "iife",
  charset: "utf8",
  legalComments: "linked",
  loader: { ".png": "file" },
  assetNames: "[name]-[hash]",
  logLevel: "warning",
});
