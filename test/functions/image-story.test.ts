// Push, signature and scan in every order and repeated: one finding, one end, one certificate; and the gate goes by it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificatesOf, certify } from '../../shared/findings/certificates.ts';
import { standing } from '../../shared/gate/standing.ts';
import { trackOf } from '../../shared/model/track.ts';
import { runs } from '../support/extent.ts';
import { events, type Name, repository, running, seawall, type World } from './image-world.ts';
import { digest } from './signed-image.ts';

const late = '2026-11-17T10:00:00.000Z';
const signed = 'image-provenance/signed-image';

describe('an image', () => {
  it('comes to the same end in whichever order its push, signature and scan are heard of', async () => {
    const order = fc.shuffledSubarray<Name>(['push', 'signature', 'scan', 'push', 'scan', 'signature'], {
      minLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(order, async (names) => {
        const world: World = { signed: false, scanned: false, now: late };
        const { take, findings, store } = seawall(world);
        for (const name of names) {
          if (name === 'signature') world.signed = true;
          if (name === 'scan') world.scanned = true;
          world.now = new Date(Date.parse(world.now) + 1000).toISOString();
          await take(events[name]);
        }
        expect((await findings()).filter(({ status }) => status !== 'resolved')).toEqual([]);
        const certificates = await certificatesOf(store, repository, digest);
        expect(certificates.map(({ tag, revoked, by }) => [tag, revoked, by])).toEqual([
          ['1.4.2', null, 'Seawall, signed by release'],
        ]);
      }),
      runs(30),
    );
  });

  it('without a signature waits, is a finding, keeps the gate shut, and is let through once it is signed', async () => {
    const world: World = { signed: false, scanned: true, now: '2026-11-17T09:00:10.000Z' };
    const { take, findings } = seawall(world);
    const [waiting] = (await take(events.push)).filter(({ control }) => control === signed);
    expect(waiting).toMatchObject({ outcome: 'unknown', again: '2026-11-17T09:15:00.000Z' });
    expect(await findings()).toEqual([]);
    world.now = '2026-11-17T09:20:00.000Z';
    const late = await take(events.push);
    expect(await findings()).toMatchObject([
      { control: signed, status: 'open', response: { action: 'quarantine-image' } },
    ]);
    expect(standing(late, 'high').map(({ control }) => control)).toEqual([signed]);
    const task = (await take(running())).filter(({ control }) => control === signed);
    expect(standing(task, 'high')).toMatchObject([{ response: { action: 'stop-workload' } }]);
    world.signed = true;
    world.now = '2026-11-17T09:30:00.000Z';
    await take(events.signature);
    const after = await take(running());
    expect(standing(after, 'high').filter(({ family }) => family === 'image-provenance')).toEqual([]);
    expect((await findings()).map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  });

  it('that was never certified keeps the gate shut where another of its track was, signed and scanned as it is', async () => {
    const world: World = { signed: true, scanned: true, now: late };
    const { take, store } = seawall(world);
    const other = { repository, digest: `sha256:${'9'.repeat(64)}`, platforms: [], tag: '1.4.1' };
    const said = { track: trackOf('1.4.1', []), at: late, by: 'kim', controls: [], policyHash: '' };
    await certify(store, { ...other, ...said });
    const verdicts = await take(running());
    expect(standing(verdicts, 'high').filter(({ family }) => family === 'image-provenance')).toMatchObject([
      { control: 'image-provenance/latest-certified', response: { action: 'stop-workload' } },
    ]);
    // An event on the image certifies it, as it passes everything that the policy demands.
    await take(events.scan);
    expect(
      standing(await take(running()), 'high').filter(({ family }) => family === 'image-provenance'),
    ).toEqual([]);
  });

  it('whose signature is taken away is a finding at the next look, and no longer certified', async () => {
    const world: World = { signed: true, scanned: true, now: late };
    const { take, findings, store } = seawall(world);
    await take(events.push);
    expect((await certificatesOf(store, repository, digest)).at(-1)?.revoked).toBeNull();
    world.signed = false;
    world.now = '2026-11-17T11:00:00.000Z';
    await take(events.scan);
    expect(await findings()).toMatchObject([{ control: signed, status: 'open' }]);
    expect((await certificatesOf(store, repository, digest)).at(-1)?.revoked).toContain('is not signed');
  });
});
