// The forms of a response that waits for somebody: there while it waits, and told as expired once nobody can approve it any more.
import { describe, expect, it } from 'vitest';
import type { Desk } from '../../../cli/decision/decide.ts';
import { localPerson } from '../../../shared/people/person.ts';
import { respond, respondOnce } from '../../../shared/respond/engine/engine.ts';
import { readJournal } from '../../../shared/respond/journal/journal.ts';
import { responsesIn } from '../../../shared/respond/journal/progress.ts';
import { benchOf, broken } from '../../respond/world.ts';
import { appOver, get, post, sourceOf } from './story.ts';

const hour = 3_600_000;

async function asked() {
  const bench = benchOf();
  const change = await broken(bench, { mode: 'approve' });
  await respond(change, bench.parts);
  const { id } = change.finding;
  const now = () => new Date(bench.clock.now).toISOString();
  const source = { ...sourceOf(bench.store), now };
  const desk = (): Desk =>
    ({
      ...{ options: {}, record: 'r', now: now(), policy: source.policy, controls: source.controls },
      ...{ store: bench.store, person: localPerson('sam'), parts: bench.parts },
    }) as unknown as Desk;
  const app = appOver(source, desk);
  const page = async () => (await get(app, `/findings/${id}`)).text();
  const [response] = responsesIn(await readJournal(bench.store, id));
  const send = async (kind: string) =>
    post(app, `/findings/${id}/decide`, {
      ...{ kind, occurrence: '0', response: response?.response ?? '', plan: response?.planHash ?? '' },
      reason: '',
    });
  return { bench, change, page, send };
}

describe('a response that waits for somebody', () => {
  it('can be approved and denied until its request expires, and then is told as expired', async () => {
    const { bench, page, send } = await asked();
    expect(await page()).toContain('Approve the plan');
    expect(await page()).not.toContain('The approval request expired');
    bench.clock.now += 25 * hour;
    const later = await page();
    for (const words of ['Approve the plan', 'Deny the plan', 'awaiting-approval'])
      expect(later).not.toContain(words);
    expect(later).toContain('The approval request expired at 2026-03-0');
    expect(later).toContain('data-of="How far">expired<');
    for (const kind of ['approve', 'deny']) {
      const answer = await send(kind);
      expect(answer.status).toBe(409);
      expect(await answer.text()).toContain('The approval request expired at 2026-03-0');
    }
  });

  it('is told as expired once that was written down, too', async () => {
    const { bench, change, page } = await asked();
    bench.clock.now += 25 * hour;
    await respondOnce(change, bench.parts).catch(() => null);
    expect(await page()).toContain('The approval request expired');
  });

  it('is approved by its form while it waits', async () => {
    const { page, send } = await asked();
    expect((await send('approve')).status).toBe(200);
    expect(await page()).not.toContain('The approval request expired');
  });
});
