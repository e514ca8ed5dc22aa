// Whatever comes in whichever order, however late and however often: the finding on an image lives one life, and ends as the last look saw it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificatesOf } from '../../shared/findings/certificates.ts';
import { historyOf } from '../../shared/findings/record.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { runs } from '../support/extent.ts';
import { events, type Name, repository, running, seawall, type World } from './image-world.ts';
import { digest } from './signed-image.ts';

const signedImage = 'image-provenance/signed-image';
const pushed = Date.parse('2026-11-17T09:00:00.000Z');
const patience = 15 * 60_000;
const iso = (time: number) => new Date(time).toISOString();

interface Step {
  readonly event: Name;
  /** Whether a good signature is there by then: people may take one away again. */
  readonly signed: boolean;
  readonly scanned: boolean;
  /** Milliseconds since the step before. */
  readonly after: number;
}

const steps = fc.array(
  fc.record({
    event: fc.constantFrom<Name>('push', 'signature', 'scan'),
    signed: fc.boolean(),
    scanned: fc.boolean(),
    after: fc.integer({ min: 1000, max: 25 * 60_000 }),
  }),
  { minLength: 1, maxLength: 8 },
);

/** What a life looks like whose looks see this, one after the other. */
function expected(all: readonly Step[]) {
  let now = pushed;
  const life = { status: 'none', reopened: 0, changes: [] as string[] };
  const changed = (status: string, type: string) => {
    life.status = status;
    life.changes.push(type);
  };
  for (const { signed, after } of all) {
    now += after;
    if (signed && life.status === 'open') changed('resolved', 'resolved');
    if (signed || now < pushed + patience) continue;
    if (life.status === 'resolved') life.reopened++;
    if (life.status !== 'open') changed('open', life.status === 'none' ? 'opened' : 'reopened');
  }
  return life;
}

async function lived(all: readonly Step[]) {
  const world: World = { signed: false, scanned: false, now: iso(pushed) };
  const at = seawall(world);
  for (const { event, signed, scanned, after } of all) {
    Object.assign(world, { signed, scanned, now: iso(Date.parse(world.now) + after) });
    await at.take(events[event]);
  }
  const findings = (await at.findings()).filter(({ control }) => control === signedImage);
  return { ...at, world, findings };
}

describe('the finding on an unsigned image', () => {
  it('is one, and opens, resolves and comes back as the looks saw the signature', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { findings, store } = await lived(all);
        const { status, reopened, changes } = expected(all);
        expect(findings.map((one) => [one.status, one.reopened])).toEqual(
          status === 'none' ? [] : [[status, reopened]],
        );
        const told = findings[0] === undefined ? [] : await historyOf(store, findings[0].id);
        expect(told.map(({ type }) => type).filter((type) => type !== 'updated')).toEqual(changes);
      }),
      runs(100),
    );
  });

  it('ends the same for every order and repetition of the events that see one world', async () => {
    const names = fc.array(fc.constantFrom<Name>('push', 'signature', 'scan'), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(names, fc.boolean(), async (order, signed) => {
        const all = order.map((event) => ({ event, signed, scanned: true, after: patience }));
        const { findings } = await lived(all);
        expect(findings.map(essence)).toEqual(signed ? [] : [unsigned]);
      }),
      runs(50),
    );
  });

  it('is there at the first look where the push is heard of twenty minutes late', async () => {
    const late = { event: 'push', signed: false, scanned: false, after: 20 * 60_000 } as const;
    const { findings } = await lived([late]);
    expect(findings.map(essence)).toEqual([unsigned]);
    const signed = await lived([{ ...late, signed: true }]);
    expect(signed.findings).toEqual([]);
  });

  it('says that it is back where the signature is deleted after it was resolved, and why the certificate ended', async () => {
    const step = { event: 'scan', scanned: true, after: 20 * 60_000 } as const;
    const life = [false, true, false].map((signed) => ({ ...step, signed }));
    const { findings, store, take, world } = await lived(life);
    expect(findings).toMatchObject([{ status: 'open', reopened: 1 }]);
    expect(findings[0]?.evidence[0]?.message).toContain('is not signed: there is no signature of release');
    const certificate = (await certificatesOf(store, repository, digest)).at(-1);
    expect(certificate?.revoked).toContain('is not signed');
    // What runs it is judged at its own next look.
    const task = (await take(running())).find(({ control }) => control === signedImage);
    expect(task).toMatchObject({ outcome: 'fail', asOf: world.now });
  });
});

const unsigned = { status: 'open', severity: 'critical', message: expect.stringContaining('is not signed') };

function essence({ status, severity, evidence }: Finding) {
  return { status, severity, message: evidence[0]?.message };
}
