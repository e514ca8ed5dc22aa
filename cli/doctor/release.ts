// Which releases a deployment could go back to: their notes lie beside the packages (docs/decisions/028).
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../../shared/gather/api.ts';
import { stringOf } from '../../shared/model/json.ts';
import { ask } from './ask.ts';
import { type Line, ok, problem } from './line.ts';
import type { Examined } from './whole.ts';

/** As scripts/deploy/releases/release.ts writes them: `releases/<stage>/<time>-<ISO time>.json`. */
export async function releases(examined: Examined): Promise<Line | null> {
  const bucket = examined.stack.resources.find(({ logicalId }) => logicalId === 'ServerlessDeploymentBucket');
  if (bucket === undefined) return null;
  const what = 'release';
  const Prefix = `releases/${examined.stage}/`;
  const told = await ask(examined, what, ['s3', 'ListObjectsV2'], { Bucket: bucket.physicalId, Prefix });
  if (!told.ok) return told.line;
  const times = objectsOf(told.output.Contents).flatMap(({ Key }) => {
    const [, at] = /\/\d+-([^/]+)\.json$/.exec(stringOf(Key) ?? '') ?? [];
    return at ?? [];
  });
  const newest = times.toSorted().at(-1);
  if (newest === undefined)
    return problem(
      what,
      'none is noted: an upgrade could not be rolled back',
      'deploy again (npm run deploy)',
    );
  return ok(what, `${newest}; ${times.length === 1 ? 'none before it is noted' : 'one before it is noted'}`);
}
