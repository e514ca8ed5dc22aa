// The policy that holds now: read at start, asked for again at most once a minute; a version that is no valid policy is refused.
// SPDX-License-Identifier: Apache-2.0
import { hashOfText, pointerFrom } from '../../../shared/policy/deployed.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import type { PolicyObjects, StoredPointer } from './objects.ts';
import type { Validated } from './valid.ts';

export interface Held {
  readonly policy: Policy;
  /** The newest version, where it is not the policy's: why it was refused. */
  readonly refused: Refused | null;
}

export interface Refused {
  /** Version of the pointer; `deleted` where there is none any more. */
  readonly version: string;
  /** ISO time at which it was written; of a deletion, at which it was seen. */
  readonly at: string;
  readonly problems: readonly string[];
}

export interface WatchParts {
  readonly objects: PolicyObjects;
  readonly now: () => number;
  /** Told once for every refusal, and where the policy could not be asked for. */
  readonly warn: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

const askEvery = 60_000;
/** Versions that are looked through for the last valid one. */
const furthestBack = 20;

/** Rejects where there is no policy to go by at all: what waits in the queues then comes again. */
export function policyWatch(parts: WatchParts): () => Promise<Held> {
  let held: Held | null = null;
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<Held> | null = null;
  const ask = async (): Promise<Held> => {
    const former = held;
    try {
      held = await newest(former, parts);
    } catch (error) {
      if (former === null) throw error;
      parts.warn('the policy could not be asked for: the former is kept', { error: String(error) });
      held = former;
    }
    asked = parts.now();
    return held;
  };
  return async () => {
    if (held !== null && parts.now() - asked < askEvery) return held;
    // Messages of one batch are worked on at the same time: one of them asks.
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
}

async function newest(former: Held | null, parts: WatchParts): Promise<Held> {
  const { objects, now, warn } = parts;
  // All that a policy is read with is loaded while S3 answers, and never by a start that asks for none.
  const [stored] = await Promise.all([objects.pointer(), loadValidation()]);
  if (former !== null && seenIn(former) === (stored?.version ?? deleted)) return former;
  const read = stored === null ? gone : await readAt(stored, parts);
  if (read.ok) return { policy: read.policy, refused: null };
  const version = stored?.version ?? deleted;
  const at = stored?.at ?? new Date(now()).toISOString();
  const refused = { version, at, problems: read.problems };
  const policy = former?.policy ?? (await lastValid(version, parts));
  if (policy === null)
    throw new Error(`no valid policy is deployed (${read.problems[0]}): npm run deploy writes one`);
  warn('a version of the policy was refused: the former is kept', { ...refused, kept: policy.version });
  return { policy, refused };
}

function loadValidation() {
  return import('./valid.ts');
}

const deleted = 'deleted';
const gone: Validated = { ok: false, problems: ['the pointer to the policy was deleted, or never written'] };

function seenIn({ policy, refused }: Held): string | null {
  return refused?.version ?? policy.version;
}

async function readAt(
  { text, version }: StoredPointer,
  { objects, now }: Pick<WatchParts, 'objects' | 'now'>,
): Promise<Validated> {
  const pointer = pointerFrom(text);
  if (pointer === null)
    return { ok: false, problems: ['the pointer to the policy is not as the deployment writes it'] };
  const texts = new Map<string, string>();
  for (const [path, hash] of Object.entries(pointer.files)) {
    const found = await objects.text(hash);
    if (found === null || hashOfText(found) !== hash)
      return { ok: false, problems: [`${path} is missing, or is not the text that was deployed`] };
    texts.set(path, found);
  }
  const { validatePolicy } = await loadValidation();
  return validatePolicy({ policy: pointer.policy, texts }, new Date(now()), version);
}

/** At a cold start nothing is kept in memory: what held before the refused version is looked for in S3. */
async function lastValid(refused: string, parts: WatchParts): Promise<Policy | null> {
  for (const version of (await parts.objects.versions()).slice(0, furthestBack)) {
    const stored = version === refused ? null : await parts.objects.pointer(version);
    const read = stored === null ? null : await readAt(stored, parts);
    if (read?.ok) return read.policy;
  }
  return null;
}
