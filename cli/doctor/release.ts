// Which releases a deployment could go back to: their notes lie beside the packages (docs/decisions/028).
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../shared/gather/api.ts';
import { dig, type JsonObject, stringOf } from '../../shared/model/json.ts';
import { ask } from './ask.ts';
import type { Examined } from './examined.ts';
import { type Line, ok, problem } from './line.ts';

const what = 'release';
/** More than osls keeps packages of. */
const most = 10;

interface Note {
  readonly key: string;
  /** As osls calls the package: `<time>-<ISO time>`. */
  readonly folder: string;
}

/** As scripts/deploy/releases/release.ts writes them: `releases/<stage>/<folder>.json`, of packages in `serverless/seawall/<stage>/<folder>/`. */
export async function releases(examined: Examined): Promise<Line | null> {
  const bucket = examined.stack.resources.find(({ logicalId }) => logicalId === 'ServerlessDeploymentBucket');
  if (bucket === undefined) return null;
  const place = { Bucket: bucket.physicalId };
  const list = (Prefix: string) => ask(examined, what, ['s3', 'ListObjectsV2'], { ...place, Prefix });
  const noted = await list(`releases/${examined.stage}/`);
  if (!noted.ok) return noted.line;
  const packed = await list(`serverless/seawall/${examined.stage}/`);
  if (!packed.ok) return packed.line;
  const packages = keysIn(packed.output);
  const notes = notesIn(keysIn(noted.output)).filter(({ folder }) =>
    packages.some((key) => key.split('/').at(-2) === folder),
  );
  const standing: Note[] = [];
  let withdrawn = 0;
  for (const note of notes.slice(0, most)) {
    const told = await ask(examined, what, ['s3', 'HeadObject'], { ...place, Key: note.key });
    if (!told.ok) return told.line;
    if (dig(told.output, 'Metadata', 'withdrawn') === 'true') withdrawn++;
    else standing.push(note);
  }
  return lineOf(standing, withdrawn);
}

function lineOf(standing: readonly Note[], withdrawn: number): Line {
  const left = withdrawn === 0 ? '' : `; a roll-back left ${withdrawn}, and none leads there again`;
  const [newest, ...before] = standing.map(({ folder }) => folder.slice(folder.indexOf('-') + 1));
  if (newest === undefined)
    return problem(
      what,
      `none is noted: an upgrade could not be rolled back${left}`,
      'deploy again (npm run deploy)',
    );
  return ok(
    what,
    `${newest}; ${before.length === 0 ? 'none' : before.length} before it can be gone back to${left}`,
  );
}

function keysIn(output: JsonObject): readonly string[] {
  return objectsOf(output.Contents).flatMap(({ Key }) => stringOf(Key) ?? []);
}

/** The newest first. */
function notesIn(keys: readonly string[]): readonly Note[] {
  const notes = keys.flatMap((key) => {
    const [, folder] = /\/(\d+-[^/]+)\.json$/.exec(key) ?? [];
    return folder === undefined ? [] : [{ key, folder }];
  });
  return notes.toSorted((a, b) => ageOf(b) - ageOf(a));
}

function ageOf({ folder }: Note): number {
  return Number(folder.slice(0, folder.indexOf('-')));
}
