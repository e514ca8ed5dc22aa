// Who may ask, and who may decide: the token, the name asked for, the page that a form comes from, the one rule.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeskNow } from '../../../cli/dashboard/decisions.ts';
import { showFinding } from '../../../cli/dashboard/record-view.ts';
import type { Desk } from '../../../cli/decision/decide.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { awsPerson, localPerson, type Person } from '../../../shared/people/person.ts';
import { plainSealer } from '../../../shared/respond/journal/sealer.ts';
import { appOver, get, now, origin, post, sourceOf, storyStore, token } from './story.ts';

const read = () => storyStore().then((store) => appOver(sourceOf(store)));

describe('the door', () => {
  it('gives a page only to whoever brought the token, which then leaves the address', async () => {
    const app = await read();
    const without = { cookie: '' };
    for (const path of ['/', '/coverage', '/findings/x', '/?token=', '/?token=wrong'])
      expect([path, (await get(app, path, without)).status]).toEqual([path, 401]);
    const opened = await get(app, `/trends?token=${token}&q=1`, without);
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/trends?q=1']);
    expect(opened.headers.get('set-cookie')).toBe(`seawall-4711=${token}; Path=/; HttpOnly; SameSite=Strict`);
    expect((await get(app, '/', { cookie: 'seawall-4711=wrong' })).status).toBe(401);
    expect((await get(app, '/')).status).toBe(200);
  });

  it('answers to its own names only: a rebound name of another site gets nothing', async () => {
    const app = await read();
    for (const host of [
      'evil.test',
      'evil.test:4711',
      '127.0.0.1',
      '127.0.0.1:80',
      'localhost.evil.test:4711',
      '',
    ]) {
      const answer = await get(app, `/?token=${token}`, { host });
      expect([host, answer.status, answer.headers.get('set-cookie')]).toEqual([host, 421, null]);
    }
    expect((await get(app, '/', { host: 'localhost:4711' })).status).toBe(200);
  });

  it('lets pages load and send nothing but what is their own, whatever the answer', async () => {
    const app = await read();
    for (const answer of [
      await get(app, '/'),
      await get(app, '/nosuch'),
      await get(app, '/', { cookie: '' }),
      await get(app, '/', { host: 'x' }),
    ]) {
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/]+='; script-src 'sha256-[\w+/]+='; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
      );
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('deciding', () => {
  let store: RecordStore;
  let id: string;
  beforeEach(async () => {
    store = await storyStore();
    const { findings } = await showFinding(sourceOf(store));
    id = findings.find(({ control }) => control.endsWith('/no-privileged'))?.id ?? '';
  });
  afterEach(() => store.close());

  const deskOf = (person: Person): DeskNow => {
    const { policy, controls } = sourceOf(store);
    const parts = {
      policy,
      store,
      view: { quiet: 1, waiver: () => null },
      now: () => Date.parse(now),
      tell: async () => {},
      responseTo: async () => null,
      sealer: plainSealer,
    };
    return () =>
      ({ options: {}, record: 'r', now, policy, controls, store, person, parts }) as unknown as Desk;
  };
  const statusOf = async () =>
    (await showFinding(sourceOf(store))).findings.find((one) => one.id === id)?.status;
  const acknowledge = { kind: 'acknowledge', reason: 'known', occurrence: '0' };

  it('is not offered and not taken without --decide', async () => {
    const app = appOver(sourceOf(store));
    expect(await (await get(app, `/findings/${id}`)).text()).not.toContain('<form method="post"');
    expect((await post(app, `/findings/${id}/decide`, acknowledge)).status).toBe(404);
    expect(await statusOf()).toBe('open');
  });

  it('is taken from a form of its own page, in the name that the command line would use', async () => {
    const app = appOver(sourceOf(store), deskOf(localPerson('sam')));
    expect(await (await get(app, `/findings/${id}`)).text()).toContain(
      'You decide as sam, whom nobody has verified.',
    );
    const answer = await post(app, `/findings/${id}/decide`, acknowledge);
    expect([answer.status, await statusOf()]).toEqual([200, 'acknowledged']);
    expect(await answer.text()).toContain('is acknowledged, decided by sam (not verified)');
  });

  it('is not taken from anywhere else', async () => {
    const app = appOver(sourceOf(store), deskOf(localPerson('sam')));
    for (const from of ['http://evil.test', 'null', 'http://127.0.0.1:80', `${origin}.evil.test`])
      expect((await post(app, `/findings/${id}/decide`, acknowledge, { origin: from })).status).toBe(403);
    expect((await post(app, `/findings/${id}/decide`, acknowledge, { cookie: '' })).status).toBe(401);
    expect((await get(app, `/findings/${id}/decide`)).status).toBe(404);
    expect(await statusOf()).toBe('open');
  });

  it('is refused to whoever caused the finding', async () => {
    const app = appOver(
      sourceOf(store),
      deskOf(awsPerson('arn:aws:sts::111122223333:assumed-role/deploy-web/kim')),
    );
    const answer = await post(app, `/findings/${id}/decide`, acknowledge);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('guardrail 0');
    expect(await statusOf()).toBe('open');
  });

  it('is refused where the finding is another than was shown, or the form says nothing that can be done', async () => {
    const app = appOver(sourceOf(store), deskOf(localPerson('sam')));
    const waive = { kind: 'waive', occurrence: '0', reason: 'migration', until: '2026-04-01' };
    for (const form of [
      { ...acknowledge, occurrence: '1' },
      { ...waive, until: '2099-01-01' },
      { ...waive, until: 'soon' },
      { ...waive, reason: ' ' },
      { kind: 'approve', occurrence: '0', response: `${id}-0`, plan: 'x' },
      { kind: 'drop', occurrence: '0' },
    ])
      expect((await post(app, `/findings/${id}/decide`, form)).status).toBe(409);
    expect(await statusOf()).toBe('open');
    expect((await post(app, `/findings/${id}/decide`, waive)).status).toBe(200);
    expect(await statusOf()).toBe('waived');
  });

  it('takes no form longer than a form is', async () => {
    const app = appOver(sourceOf(store), deskOf(localPerson('sam')));
    const answer = await post(app, `/findings/${id}/decide`, { ...acknowledge, reason: 'x'.repeat(20_000) });
    expect(answer.status).toBe(413);
  });
});
