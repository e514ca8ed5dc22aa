// Writes what lists the readers of events: native events by source, calls by service.
// SPDX-License-Identifier: Apache-2.0
import type { DefinedCalls } from '../../shared/intake/events/cloudtrail/define-calls.ts';
import type { DefinedEvents } from '../../shared/intake/events/native/define-events.ts';
import { type Definition, definitionsIn, importsOf, refuseSameExport } from './definitions.ts';
import { type Exported, hasKeys, loadExports, loadNamedExports, refuseTwice } from './exports.ts';
import type { Output } from './output.ts';

export const nativeFolder = 'shared/intake/events/native/';
export const callsFolder = 'shared/intake/events/cloudtrail/services/';

/** Both indexes. */
export function eventIndexes(root: string): readonly Output[] {
  const native = refuseSameExport(definitionsIn(root, `${nativeFolder}*.ts`, 'defineEvents'));
  const calls = refuseSameExport(definitionsIn(root, `${callsFolder}*.ts`, 'defineCalls'));
  return [
    { path: `${nativeFolder}index.ts`, text: renderNativeIndex(native) },
    { path: `${callsFolder}index.ts`, text: renderCallsIndex(calls) },
  ];
}

/** Everything under `root` that defineEvents made. Throws, naming the files, where two speak of one detail-type. */
export async function nativeExports(root: string): Promise<readonly Exported<DefinedEvents>[]> {
  const isDefined = (value: unknown): value is DefinedEvents => hasKeys(value, 'source', 'reads', 'drops');
  const found = await loadExports(root, { folder: nativeFolder, isDefined });
  refuseTwice(found, 'detail-type', ({ reads, drops }) => Object.keys({ ...reads, ...drops }));
  return found;
}

/** Everything under `root` that defineCalls made. Throws, naming the file, where it bears another name than the service. */
export function callsExports(root: string): Promise<readonly Exported<DefinedCalls>[]> {
  const isDefined = (value: unknown): value is DefinedCalls => hasKeys(value, 'service', 'watched');
  return loadNamedExports(root, { folder: callsFolder, isDefined }, ({ value }) => value.service);
}

export function renderNativeIndex(events: readonly Definition[]): string {
  return `// Every reader of native events. Written by \`npm run generate\` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { DefinedEvents } from './define-events.ts';
${importsOf(nativeFolder, events)}

export const definedEvents: readonly DefinedEvents[] = [
${list(events)}
];
`;
}

export function renderCallsIndex(calls: readonly Definition[]): string {
  return `// Every service whose calls are read. Written by \`npm run generate\` from the files beside it; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { DefinedCalls } from '../define-calls.ts';
${importsOf(callsFolder, calls)}

export const definedCalls: readonly DefinedCalls[] = [
${list(calls)}
];
`;
}

function list(definitions: readonly Definition[]): string {
  return definitions.map(({ exportName }) => `  ${exportName},`).join('\n');
}
