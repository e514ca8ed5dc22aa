// A finding whose owner is confirmed later: its message goes on as the owner's, and nobody is told twice.
import { afterEach, describe, expect, it } from 'vitest';
import { recordJoin } from '../../../shared/findings/join.ts';
import type { FindingChange } from '../../../shared/model/finding.ts';
import { mailChanges } from '../../../shared/notify/deliver/recipients.ts';
import type { Mail } from '../../../shared/notify/mail.ts';
import { task } from '../../findings/fixtures.ts';
import { shown } from '../messages.ts';
import { press, type World, world } from './fixtures.ts';

let open: World | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});

const owner = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';
const family = { identity: 'web', severity: 'high' } as const;
const place = { account: '111122223333', region: 'eu-west-1', cluster: 'shop' };

async function told() {
  const at = await world();
  open = at;
  await at.deliver(await at.see({ ...family, instance: task(1), uid: task(1) }));
  return at;
}

/** What the record tells once the service is known to have started the task. */
function join(at: World): Promise<readonly FindingChange[]> {
  at.pass(60_000);
  const context = { ...at.view, now: at.iso(), replayed: false };
  return recordJoin(at.store, { ...place, from: 'web', to: owner, instance: task(1) }, context);
}

describe('joined with its owner', () => {
  it('a finding is told in the message that is there, which stays open', async () => {
    const at = await told();
    const changes = await join(at);
    expect(changes.map(({ type, finding }) => [type, finding.subject.id])).toEqual([
      ['resolved', 'web'],
      ['opened', owner],
    ]);
    for (const change of [...changes].reverse()) await at.deliver([change]);
    await at.deliver(changes);
    expect(at.fake.tops()).toHaveLength(1);
    const message = JSON.stringify(at.fake.tops()[0]);
    for (const { finding } of changes) expect(message).toContain(finding.id);
    expect(message).toContain('1 of 2 findings left');
  });

  it('its buttons decide on the owner’s finding from then on', async () => {
    const at = await told();
    await at.deliver(await join(at));
    expect((await at.receive({ body: press(at.fake.tops()[0], 'Acknowledge') })).status).toBe(200);
    await at.work();
    const states: string[] = [];
    for await (const row of at.store.list()) states.push(`${row.identity} ${row.told.status}`);
    expect(states.sort()).toEqual([`${owner} acknowledged`, 'web resolved']);
  });

  it('takes along what people decided', async () => {
    const at = await told();
    await at.receive({ body: press(at.fake.tops()[0], 'Acknowledge') });
    await at.work();
    const changes = await join(at);
    expect(changes.map(({ finding }) => finding.status)).toEqual(['resolved', 'acknowledged']);
    await at.deliver(changes);
    expect(at.fake.tops()).toHaveLength(1);
  });

  it('no second mail is sent', async () => {
    const at = await told();
    const sent: Mail[] = [];
    const recipients = { store: at.store, toldOf: async () => shown(), now: at.iso };
    const publish = async (mail: Mail) => void sent.push(mail);
    const changes = await join(at);
    await mailChanges(changes, { minimum: 'low' }, publish, recipients);
    expect(sent.map(({ subject }) => subject)).toHaveLength(1);
    expect(sent[0]?.body).toContain('RESOLVED');
    expect(sent[0]?.body).not.toContain('NEW');
  });
});
