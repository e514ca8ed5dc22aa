// What esbuild cannot know to be unneeded: a quarter of each bundle.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
        contents: withoutErrorClasses(
          withPlainKeys(readFileSync(path, 'utf8')),
          readFileSync(settingsBeside(path), 'utf8'),
        ),
      }),
    );
  },
};

/** `const _xN = "xmlName"; … { [_xN]: _A }` reads `{ "xmlName": _A }` afterwards. */
export function withPlainKeys(text: string): string {
  const constants = new Map([...text.matchAll(constant)].map(([, name, value]) => [name, value]));
  return text.replace(computed, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key));
}

/** Where a client says which protocol it speaks, from its schemas' path. */
function settingsBeside(schemas: string): string {
  return join(dirname(schemas), '..', 'runtimeConfig.shared.js');
}

// The name comes with the answer; of another protocol, it is the class that knows it (`NoSuchEntity` is NoSuchEntityException).
const answersName = /protocol: config\?\.protocol \?\? (?:Aws(?:Json1_[01]|RestJson)|S3RestXml)Protocol\b/;
/** Of DynamoDB's errors the fields are read, too. */
const readsFields = /serviceId: config\?\.serviceId \?\? "DynamoDB/;

/**
 * The schemas without the classes of a service's errors, which nobody asks for: an error keeps its name, message and status
 * without its class, as any does that is newer than the SDK (getErrorSchemaOrThrowBaseException in @aws-sdk/core).
 */
export function withoutErrorClasses(schemas: string, settings: string): string {
  if (!answersName.test(settings) || readsFields.test(settings)) return schemas;
  return schemas.replace(/^n0_registry\.registerError\(\w+\$, \w+\);$/gm, '');
}

/** The parser of browsers' names that the SDK loads on demand in browsers. */
export const noBrowsers: Plugin = {
  name: 'no browsers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^bowser$/ }, ({ path }) => ({ path, namespace: 'no-browsers' }));
    onLoad({ filter: /./, namespace: 'no-browsers' }, () => ({ contents: 'export const parse = () => "";' }));
  },
};

/** The progress bar measures text with the library that our tables do, not with one of its own and a table of all emoji. */
export const oneWidth: Plugin = {
  name: 'one width',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^string-width$/ }, ({ path, importer, resolveDir }) =>
      /[\\/]node_modules[\\/]cli-progress[\\/]/.test(importer)
        ? { path, namespace: 'one-width', pluginData: resolveDir }
        : null,
    );
    onLoad({ filter: /./, namespace: 'one-width' }, ({ pluginData }) => ({
      contents: "module.exports = require('fast-string-width').default;",
      resolveDir: pluginData,
    }));
  },
};

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

/** Each SDK client says its version in its requests, and brings its whole package.json for that. */
export const versionsAlone: Plugin = {
  name: 'versions alone',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/]@aws-sdk[\\/][\w-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
