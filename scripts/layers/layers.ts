// Which folder may import what: an allowlist, and what pure layers may not touch.
// SPDX-License-Identifier: Apache-2.0

export interface Layer {
  /** Layers it may import from, beside itself. */
  readonly layers: readonly string[];
  /** Packages it may import; names ending in `/` stand for a scope or prefix. */
  readonly packages: readonly string[];
  /** No clock, no environment, no network, no file system. */
  readonly pure: boolean;
}

const pure = (layers: readonly string[], packages: readonly string[] = []): Layer => ({
  layers,
  packages,
  pure: true,
});
const edge = (layers: readonly string[], packages: readonly string[] = []): Layer => ({
  layers,
  packages,
  pure: false,
});

const judging = [
  'model',
  'evaluate',
  'policy',
  'people',
  'controls',
  'gather',
  'registry',
  'signatures',
  'contents',
  'inventory',
  'sweep',
  'export',
  'intake',
  'findings',
  'notify',
  'respond',
  'gate',
  'certify',
  'pipeline',
  'would-pass',
  'controls/custom',
  'names',
  'secrets',
];

/** By folder of shared/ (or file name, for pipeline.ts), or top-level folder. */
export const layers: Readonly<Record<string, Layer>> = {
  model: pure([], ['zod']),
  names: pure(['model']),
  commands: pure(['model']),
  secrets: pure(['model', 'names', 'commands']),
  iam: pure(['model']),
  rbac: pure(['model']),
  // zlib: log payloads arrive gzipped; unpacking bytes is a pure function.
  // iam: a document of a whole account tells who gets where through whom.
  // secrets: what intake says of a record holds no credential.
  intake: pure(['model', 'iam', 'names', 'secrets'], ['yaml', 'node:zlib']),
  // Its pattern engine is the one of custom controls, and loaded with them where a function starts.
  schema: pure(['model'], ['@bufbuild/re2', 'zod']),
  // signatures: a signer whose file holds no key is a mistake of the policy.
  policy: pure(['model', 'schema', 'signatures'], ['yaml', 'zod']),
  evaluate: pure(['model', 'policy', 'secrets']),
  people: pure(['model', 'policy']),
  'controls/examples': pure(['model']),
  'controls/questions': pure(['model'], ['zod']),
  controls: pure(
    [
      'model',
      'names',
      'commands',
      'secrets',
      'iam',
      'rbac',
      'schema',
      'controls/examples',
      'controls/questions',
    ],
    ['zod'],
  ),
  'controls/custom': pure(['model', 'policy', 'schema'], ['@bufbuild/cel', 'zod']),
  notify: edge(['model', 'policy', 'people', 'findings'], ['@slack/', 'node:crypto']),
  respond: edge(
    ['model', 'policy', 'people', 'gather', 'iam', 'findings', 'secrets'],
    ['@aws-sdk/', 'node:crypto', 'yaml'],
  ),
  gate: edge(['model', 'findings', 'respond']),
  // net, dns: no registry may lead to an address that only we can reach.
  registry: edge(['model', 'names'], ['node:http', 'node:https', 'node:net', 'node:dns', 'node:crypto']),
  // Every cryptographic operation is one of these libraries' or of node:crypto.
  signatures: pure(['model'], ['node:crypto', '@sigstore/', 'jose', 'cbor2']),
  // What lies in the layers of an image, read as a stream.
  contents: pure(['model', 'names', 'commands', 'secrets'], ['node:stream', 'node:zlib']),
  // https: a Kubernetes API server, by its cluster's own certificate authority.
  gather: edge(
    ['model', 'intake', 'names', 'secrets', 'registry', 'signatures', 'contents'],
    ['@aws-sdk/', '@smithy/', 'node:http', 'node:https'],
  ),
  inventory: edge(['model', 'intake', 'gather'], ['@aws-sdk/']),
  findings: edge(['model'], ['@aws-sdk/', 'node:crypto', 'node:sqlite', 'node:fs']),
  certify: edge(['model', 'names', 'policy', 'evaluate', 'findings']),
  pipeline: pure(['model', 'evaluate', 'gather', 'policy']),
  export: pure(['model']),
  // zlib: what a sweep goes on with later fits into items of the table.
  sweep: edge(['model', 'gather', 'inventory', 'findings', 'policy', 'pipeline'], ['node:zlib']),
  'would-pass': pure(['model', 'evaluate', 'intake', 'policy', 'pipeline']),
  functions: edge(judging, ['@aws-sdk/', '@aws-lambda-powertools/', '@middy/', 'node:', 'aws-lambda']),
  cli: edge(
    [...judging, 'iam', 'controls/examples'],
    [
      'commander',
      'cli-progress',
      'fast-string-width',
      'node:',
      'yaml',
      'zod',
      '@aws-sdk/',
      'hono',
      'hono/',
      '@hono/',
    ],
  ),
};

/** Globals and built-in calls that a pure layer must be given as arguments instead. */
export const impure: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /\bDate\.now\s*\(/, what: 'the clock (Date.now)' },
  { pattern: /\bnew Date\(\s*\)/, what: 'the clock (new Date())' },
  { pattern: /\bperformance\b/, what: 'the clock (performance)' },
  { pattern: /(?<![\w-])process\s*\./, what: 'the environment (process)' },
  { pattern: /\bMath\.random\b/, what: 'chance (Math.random)' },
  { pattern: /\bfetch\s*\(/, what: 'the network (fetch)' },
  { pattern: /\bset(?:Timeout|Interval|Immediate)\s*\(/, what: 'timers' },
  { pattern: /\bglobalThis\b/, what: 'globalThis' },
];
