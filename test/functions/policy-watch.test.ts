// Which policy a function goes by: the newest valid one, asked for once a minute, whatever somebody puts into the bucket.
import { describe, expect, it } from 'vitest';
import type { PolicyObjects, StoredPointer } from '../../functions/wiring/policy/objects.ts';
import { refusalsTold, underPolicy } from '../../functions/wiring/policy/under-policy.ts';
import { policyWatch } from '../../functions/wiring/policy/watch.ts';
import { keyOfText, objectsOf, type PolicyTexts, pointerKey } from '../../shared/policy/deployed.ts';

/** A bucket in memory: keeps every version of the pointer. */
function bucket() {
  const texts = new Map<string, string>();
  const versions: StoredPointer[] = [];
  const asked = { pointer: 0, text: 0 };
  let failing = false;
  let deleted = false;
  const objects: PolicyObjects = {
    async pointer(version) {
      asked.pointer++;
      if (failing) throw new Error('S3 is away');
      if (version === undefined && deleted) return null;
      return versions.findLast((one) => version === undefined || one.version === version) ?? null;
    },
    versions: async () => versions.map(({ version }) => version).toReversed(),
    async text(hash) {
      asked.text++;
      return texts.get(keyOfText(hash)) ?? null;
    },
  };
  const put = (key: string, text: string) => {
    if (key !== pointerKey) texts.set(key, text);
    else versions.push({ version: `v${versions.length + 1}`, at: '2026-11-17T09:00:00.000Z', text });
  };
  return {
    ...{ objects, texts, asked, put },
    deploy: (policy: PolicyTexts) => {
      for (const { key, text } of objectsOf(policy)) put(key, text);
    },
    fail: (now: boolean) => {
      failing = now;
    },
    remove: () => {
      deleted = true;
    },
  };
}

const policy = (text: string, files: Record<string, string> = {}): PolicyTexts => ({
  policy: 'seawall.yml',
  texts: new Map([['seawall.yml', text], ...Object.entries(files)]),
});

function watching(place: ReturnType<typeof bucket>) {
  let clock = Date.parse('2026-11-17T09:00:00Z');
  const warnings: string[] = [];
  const held = policyWatch({
    objects: place.objects,
    now: () => clock,
    warn: (message) => warnings.push(message),
  });
  const later = (seconds: number) => {
    clock += seconds * 1000;
    return held();
  };
  return { held, later, warnings };
}

describe('the policy of a function', () => {
  it('is read with the files it names, and carries version and hash', async () => {
    const place = bucket();
    const schema = { 'schemas/pay.json': '{"type":"object"}' };
    place.deploy(policy('groups: [{ name: pay, match: {}, environment-schema: schemas/pay.json }]', schema));
    const { policy: found, refused } = await watching(place).held();
    expect(found.groups[0]?.view.environmentSchema).toEqual({ type: 'object' });
    expect(found).toMatchObject({ version: 'v1', hash: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(refused).toBeNull();
  });

  it('is asked for once a minute, once for a whole batch, and read again only where it changed', async () => {
    const place = bucket();
    place.deploy(policy('mode: observe'));
    const { held, later } = watching(place);
    const all = await Promise.all([held(), held(), held()]);
    expect(new Set(all.map((one) => one.policy)).size).toBe(1);
    expect(place.asked).toEqual({ pointer: 1, text: 1 });
    place.deploy(policy('mode: approve'));
    expect((await later(59)).policy.mode).toBe('observe');
    expect((await later(1)).policy).toMatchObject({ mode: 'approve', version: 'v2' });
    await later(61);
    expect(place.asked).toEqual({ pointer: 3, text: 2 });
  });

  const spoil: readonly (readonly [string, RegExp, (place: ReturnType<typeof bucket>) => void])[] = [
    ['no valid policy', /^seawall\.yml:1:1: .*moed/, (place) => place.deploy(policy('moed: enforce'))],
    [
      'an expression that does not compile',
      /there is no wrk/,
      (place) =>
        place.deploy(
          policy('custom: [{ id: a/b, judges: workload, severity: low, holds: wrk.x, message: m }]'),
        ),
    ],
    [
      'a file that is missing',
      /schemas\/pay\.json/,
      (place) =>
        place.deploy(policy('groups: [{ name: pay, match: {}, environment-schema: schemas/pay.json }]')),
    ],
    [
      'no pointer of ours',
      /not as the deployment writes it/,
      (place) => place.put(pointerKey, 'mode: enforce'),
    ],
    [
      'a text that was changed in place',
      /is not the text that was deployed/,
      (place) => {
        place.deploy(policy('mode: enforce'));
        for (const [key, text] of place.texts)
          if (text === 'mode: enforce') place.texts.set(key, 'mode: approve');
      },
    ],
    ['deleted', /was deleted/, (place) => place.remove()],
  ];

  it.each(spoil)('is the former where the new one is %s', async (_, problem, change) => {
    const place = bucket();
    place.deploy(policy('mode: observe'));
    const { held, later, warnings } = watching(place);
    const former = (await held()).policy;
    change(place);
    const { policy: kept, refused } = await later(60);
    expect(kept).toBe(former);
    expect(refused?.problems[0]).toMatch(problem);
    await later(60);
    expect(warnings).toHaveLength(1);
    // A cold start finds the former among the versions.
    const cold = await watching(place).held();
    expect(cold.policy).toMatchObject({ version: 'v1', hash: former.hash });
    expect(cold.refused?.version).toBe(refused?.version);
    if (refused?.version === 'deleted') return;
    place.deploy(policy('mode: approve'));
    expect(await later(60)).toMatchObject({ policy: { mode: 'approve' }, refused: null });
  });

  it('is the former while S3 is away, and none at the start', async () => {
    const place = bucket();
    place.deploy(policy('mode: observe'));
    const { held, later, warnings } = watching(place);
    const { policy: former } = await held();
    place.fail(true);
    expect((await later(60)).policy).toBe(former);
    expect(warnings).toHaveLength(1);
    const cold = watching(place);
    await expect(cold.held()).rejects.toThrow('S3 is away');
    place.fail(false);
    expect((await cold.held()).policy.version).toBe('v1');
  });

  it('is nothing where none was ever deployed', async () => {
    await expect(watching(bucket()).held()).rejects.toThrow('npm run deploy');
  });
});

describe('what is made of it', () => {
  it('is made again where another policy holds, and a refusal is told until it is kept', async () => {
    const place = bucket();
    place.deploy(policy('mode: observe'));
    const { held, later } = watching(place);
    const made: string[] = [];
    const value = underPolicy(
      held,
      async () =>
        ({ mode }) =>
          made.push(mode),
    );
    await value();
    await value();
    place.deploy(policy('mode: approve'));
    await later(60);
    await value();
    expect(made).toEqual(['observe', 'approve']);
    const told: string[] = [];
    const refusals = refusalsTold(held);
    const tell = async ({ version }: { version: string }) => void told.push(version);
    await refusals(tell);
    place.deploy(policy('moed: x'));
    await later(60);
    await expect(refusals(async () => Promise.reject(new Error('the record is away')))).rejects.toThrow();
    await refusals(tell);
    await refusals(tell);
    expect(told).toEqual(['v3']);
  });
});
