// Messages name the person, not only the role that several people take.
import { describe, expect, it } from 'vitest';
import type { FindingActor } from '../../shared/model/actor.ts';
import type { FindingChange } from '../../shared/model/finding.ts';
import { findingMessage } from '../../shared/notify/slack/finding.ts';
import { cardMessage } from '../../shared/notify/slack/group.ts';
import { messageText } from '../../shared/notify/text.ts';
import { whoDid } from '../../shared/notify/who.ts';
import { finding, shown } from './messages.ts';

const arn = 'arn:aws:iam::111122223333:role/Developer';
const actor = (change: Partial<FindingActor> = {}): FindingActor => ({
  ...{ arn, session: null, sessionName: null, sourceIdentity: null, directoryUser: null },
  ...change,
});
const who = (...actors: readonly FindingActor[]) => whoDid({ actor: arn, actors, moreActors: false });

describe('who did it', () => {
  it('is the source identity, else the name of the session, else the role or user alone', () => {
    expect(who(actor())).toBe(arn);
    expect(who(actor({ sessionName: 'kim@acme.test' }))).toBe(`kim@acme.test (${arn})`);
    expect(who(actor({ sessionName: 'deploy-7', sourceIdentity: 'kim' }))).toBe(`kim (${arn})`);
  });

  it('is what an older record tells, and all of several', () => {
    expect(who()).toBe(arn);
    expect(whoDid({ actor: null, actors: [], moreActors: false })).toBeNull();
    const three = ['kim', 'lee', 'sam'].map((sessionName) => actor({ sessionName }));
    expect(who(...three)).toBe(`kim (${arn}), lee (${arn}) and 1 more`);
    expect(whoDid({ actor: null, actors: three, moreActors: true })).toMatch(/ and 1\+ more$/);
    expect(who(actor(), actor())).toBe(arn);
  });

  it('stands in Slack, alone and in a group, and in mail, as text that is no markup', () => {
    const hostile = actor({ sessionName: '<!channel> *kim*\n`x`' });
    const one = shown({ finding: finding({ actors: [hostile] }) });
    const other = shown({
      finding: finding({ id: 'other', actors: [hostile], subject: { ...finding().subject, id: 'x' } }),
    });
    const change = {
      ...{ type: 'opened', previous: null, at: '', eventId: 'e', replayed: false },
      finding: one.finding,
    };
    for (const text of [
      JSON.stringify(findingMessage(one).blocks),
      JSON.stringify(cardMessage([one, other]).blocks),
      messageText(change as FindingChange, one),
    ]) {
      expect(text).toContain('kim');
      expect(text).toContain('role/Developer');
    }
    expect(JSON.stringify(findingMessage(one).blocks)).not.toContain('<!channel>');
    expect(
      messageText(change as FindingChange, one)
        .split('\n')
        .filter((line) => line.includes('kim')),
    ).toHaveLength(1);
  });
});
