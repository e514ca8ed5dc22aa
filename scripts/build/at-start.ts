// What of a bundle is loaded when it starts, before anything is imported on demand.
// SPDX-License-Identifier: Apache-2.0
import type { Metafile } from 'esbuild';

type Outputs = Metafile['outputs'];

/** Outputs that the entry imports by statements, itself included. */
export function outputsAtStart(outputs: Outputs, entry: string): ReadonlySet<string> {
  const eager = new Set(Object.keys(outputs).filter((path) => outputs[path]?.entryPoint === entry));
  for (const path of eager)
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && outputs[imported] !== undefined) eager.add(imported);
  return eager;
}

/** The sources whose code is in some outputs, with the bytes that it takes there. */
export function sourcesIn(outputs: Outputs, of: Iterable<string>): ReadonlyMap<string, number> {
  const sources = new Map<string, number>();
  for (const output of of)
    for (const [path, { bytesInOutput }] of Object.entries(outputs[output]?.inputs ?? {}))
      if (bytesInOutput > 0) sources.set(path, (sources.get(path) ?? 0) + bytesInOutput);
  return sources;
}
