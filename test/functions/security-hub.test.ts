// Findings told to Security Hub: as the record has them, a hundred in a call, each under its own account, and nothing lost that was not taken.
import type { BatchImportFindingsCommand } from '@aws-sdk/client-securityhub';
import { describe, expect, it } from 'vitest';
import { hubsBy } from '../../functions/wiring/security-hub/deployed.ts';
import { type ImporterParts, importHinted } from '../../functions/wiring/security-hub/importer.ts';
import type { Hub } from '../../shared/export/imports.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { record } from '../../shared/findings/record.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { hintOf } from '../../shared/people/hint.ts';
import { minute, verdict } from '../findings/fixtures.ts';

const context = { now: minute(60), quiet: 86_400_000, waiver: () => null, replayed: false };
const variables = (where: string) => ({
  ...{ SEAWALL_ACCOUNT: '999988887777', AWS_REGION: 'eu-central-1' },
  SEAWALL_SECURITY_HUB: where,
});

interface Imported extends Hub {
  readonly findings: readonly Record<string, unknown>[];
}

/** `answer`: what Security Hub says to a call; left out, it takes all. */
function world(where = 'home', answer: (imported: Imported) => unknown = () => ({ FailedFindings: [] })) {
  const store = memoryStore();
  const imports: Imported[] = [];
  const errors: string[] = [];
  const parts: ImporterParts = {
    ...{ store, view: context, textsOf: () => null, hubOf: hubsBy(variables(where)) },
    clientFor: (hub) => ({
      send: async (command: BatchImportFindingsCommand) => {
        const imported = { ...hub, findings: JSON.parse(JSON.stringify(command.input.Findings)) };
        imports.push(imported);
        return answer(imported);
      },
    }),
    now: () => Date.parse(minute(61)),
    log: { info: () => {}, error: (message: unknown) => void errors.push(String(message)) },
    metrics: { addMetric: () => {} },
  } as ImporterParts;
  return { store, imports, errors, parts };
}

async function keep(store: RecordStore, ...changes: readonly Partial<Verdict>[]): Promise<readonly string[]> {
  for (const [index, change] of changes.entries()) {
    const look = lookOf({ ...verdict(change), asOf: minute(index % 60), eventId: `e${index}` });
    await record(store, look, context);
  }
  return (await listFindings(store, context)).map(({ id }) => id);
}

const hints = (ids: readonly string[]) =>
  ids.map((id, number) => ({ id: `m${number}`, body: JSON.stringify(hintOf(id)), receives: 1 }));
const round = {
  id: 'round',
  body: JSON.stringify({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }),
  receives: 1,
};
const many = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ identity: `shop/Deployment/web-${number}` }));

describe('findings for Security Hub', () => {
  it('go as the record has them now, whatever the message says of them', async () => {
    const { store, imports, parts } = world();
    const ids = await keep(store, {}, { outcome: 'pass' });
    const [message] = hints(ids);
    const lying = JSON.stringify({
      detail: { change: { type: 'opened', finding: { id: ids[0], status: 'open', severity: 'low' } } },
    });
    expect(await importHinted([{ ...message, id: 'm', body: lying, receives: 1 }], parts)).toEqual([]);
    expect(imports).toMatchObject([
      {
        account: '999988887777',
        findings: [{ Id: `seawall/${ids[0]}`, RecordState: 'ARCHIVED', UpdatedAt: minute(61) }],
      },
    ]);
  });

  it('go a hundred in a call, each once', async () => {
    const { store, imports, parts } = world();
    const ids = await keep(store, ...many(230));
    expect(ids).toHaveLength(230);
    expect(await importHinted(hints([...ids, ...ids]), parts)).toEqual([]);
    expect(imports.map(({ findings }) => findings.length)).toEqual([100, 100, 30]);
    expect(new Set(imports.flatMap(({ findings }) => findings.map(({ Id }) => Id))).size).toBe(230);
  });

  it('come again where Security Hub did not take them, and only those', async () => {
    const { store, imports, errors, parts } = world('home', ({ findings }) => ({
      FailedFindings: [{ Id: findings[1]?.Id, ErrorCode: 'InvalidAccess', ErrorMessage: 'not switched on' }],
    }));
    const ids = await keep(store, ...many(3));
    expect(await importHinted(hints(ids), parts)).toEqual(['m1']);
    expect([imports.length, errors.length]).toEqual([1, 1]);
  });

  it.each([
    ['none', { FailedCount: 1, FailedFindings: [] }],
    ['one without a name', { FailedCount: 1, FailedFindings: [{ ErrorCode: 'InternalFailure' }] }],
    ['one of another name', { FailedCount: 1, FailedFindings: [{ Id: 'cut', ErrorCode: 'InvalidInput' }] }],
  ])('come again, all of a call, where Security Hub did not take one and names %s', async (_, answer) => {
    const { store, parts } = world('home', () => answer);
    expect(await importHinted(hints(await keep(store, ...many(3))), parts)).toEqual(['m0', 'm1', 'm2']);
  });

  it('come again, all of a call, where it is throttled; those of other accounts are told all the same', async () => {
    const { store, imports, parts } = world('members', ({ account }) => {
      if (account === '444455556666') throw Object.assign(new Error('slower'), { name: 'LimitExceeded' });
      return {};
    });
    const other = verdict().subject;
    const ids = await keep(store, {}, { subject: { ...other, account: '444455556666' } });
    const failed = await importHinted(hints(ids), parts);
    expect(imports.map(({ account }) => account).toSorted()).toEqual(['111122223333', '444455556666']);
    expect(failed).toHaveLength(1);
  });

  it('are told in halves where a whole call is refused for one of them, and only that one comes again', async () => {
    const poison = 'shop/Deployment/web-37';
    const { store, imports, parts } = world('home', ({ findings }) => {
      if (findings.some(({ Resources }) => JSON.stringify(Resources).includes(poison)))
        throw Object.assign(new Error('no finding'), { name: 'InvalidInputException' });
      return {};
    });
    const subject = verdict().subject;
    const named = many(100).map((one) => ({ ...one, subject: { ...subject, id: one.identity } }));
    const ids = await keep(store, ...named);
    const failed = await importHinted(hints(ids), parts);
    const place = failed.map((id) => ids[Number(id.slice(1))]);
    expect(failed).toHaveLength(1);
    const found = await listFindings(store, context);
    expect(found.find(({ id }) => id === place[0])?.subject.id).toBe(poison);
    // Not a hundred calls: one more for each half.
    expect(imports.length).toBeLessThanOrEqual(15);
  });

  it('go to the account and Region that each is about, under its product there', async () => {
    const { store, imports, parts } = world('members');
    const ids = await keep(store, {});
    await importHinted(hints(ids), parts);
    const [
      {
        account,
        region,
        findings: [finding],
      } = { account: '', region: '', findings: [] },
    ] = imports;
    expect(account).toBe(verdict().subject.account);
    expect(finding).toMatchObject({
      AwsAccountId: account,
      ProductArn: `arn:aws:securityhub:${region}:${account}:product/${account}/default`,
    });
  });

  it('that stand go again with each round, and resolved ones do not', async () => {
    const { store, imports, parts } = world();
    await keep(store, { identity: 'a' }, { identity: 'b' }, { identity: 'b', outcome: 'pass' });
    expect(await importHinted([round], parts)).toEqual([]);
    expect(imports.map(({ findings }) => findings.length)).toEqual([1]);
  });

  it('that are gone from the record end their message; what hints at nothing ends with the dead letters', async () => {
    const { imports, parts } = world();
    const [gone] = hints(['f'.repeat(64)]);
    const junk = { id: 'junk', body: '{"detail":{"approve":{"finding":"x"}}}', receives: 1 };
    const torn = { id: 'torn', body: '{', receives: 1 };
    expect(await importHinted([gone ?? junk, junk, torn], parts)).toEqual(['junk', 'torn']);
    expect(imports).toEqual([]);
  });
});
