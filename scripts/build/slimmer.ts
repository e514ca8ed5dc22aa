// What esbuild cannot know to be unneeded: a quarter of each bundle.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

// `{ [_xN]: _A }`: to evaluate a computed key may do anything, as far as esbuild knows, so it keeps whatever holds one.
// Of EC2's schemas that was 540 KB, where eleven calls need 40.
const computed = /\[(_\w+)\]:/g;
const constant = /^const (_\w+) = ("[^"\\]*");$/gm;

/** The SDK's schemas with their keys written out, so that those of calls that nobody makes are left out. */
export const plainKeys: Plugin = {
  name: 'plain keys',
  setup({ onLoad }) {
    onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]\w+\.js$/ },
      ({ path }) => ({
        contents: withPlainKeys(readFileSync(path, 'utf8')),
      }),
    );
  },
};

/** `const _xN = "xmlName"; … { [_xN]: _A }` reads `{ "xmlName": _A }` afterwards. */
export function withPlainKeys(text: string): string {
  const constants = new Map([...text.matchAll(constant)].map(([, name, value]) => [name, value]));
  return text.replace(computed, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key));
}

/** zod's messages in some fifty languages are 200 KB that are loaded at every start and never shown. */
export const englishOnly: Plugin = {
  name: 'english only',
  setup({ onResolve }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, importer, resolveDir }) =>
      /[\\/]node_modules[\\/]zod[\\/]/.test(importer)
        ? { path: join(resolveDir, path.replace(/index\.js$/, 'en.js')) }
        : null,
    );
  },
};
