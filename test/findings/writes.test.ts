// Who writes which keys is told by shared/findings/writes alone: nothing else writes, and what they declare is what they write.
import { globSync, readFileSync } from 'node:fs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoStore } from '../../shared/findings/dynamodb.ts';
import { lookOf } from '../../shared/findings/look.ts';
import { newRow } from '../../shared/findings/row.ts';
import * as baselines from '../../shared/findings/writes/baselines.ts';
import * as brakes from '../../shared/findings/writes/brakes.ts';
import * as carriedOut from '../../shared/findings/writes/carried-out.ts';
import * as certificates from '../../shared/findings/writes/certificates.ts';
import * as decisions from '../../shared/findings/writes/decisions.ts';
import * as ends from '../../shared/findings/writes/ends.ts';
import * as findings from '../../shared/findings/writes/findings.ts';
import * as gate from '../../shared/findings/writes/gate.ts';
import * as journals from '../../shared/findings/writes/journals.ts';
import * as owners from '../../shared/findings/writes/owners.ts';
import * as plans from '../../shared/findings/writes/plans.ts';
import * as published from '../../shared/findings/writes/published.ts';
import * as questions from '../../shared/findings/writes/questions.ts';
import * as signatures from '../../shared/findings/writes/signatures.ts';
import * as slack from '../../shared/findings/writes/slack.ts';
import * as sweeps from '../../shared/findings/writes/sweeps.ts';
import * as killSwitch from '../../shared/findings/writes/switch.ts';
import * as told from '../../shared/findings/writes/told.ts';
import { minute, service, verdict } from './fixtures.ts';

const written: string[] = [];
const client = {
  send: async ({ input }: { input: { Item?: { pk: string } } }) => {
    if (input.Item !== undefined) written.push(input.Item.pk);
    return {};
  },
} as object as DynamoDBDocumentClient;
const store = dynamoStore({ client, table: 't', clock: () => 0 });

const [at, until] = [minute(0), minute(1)];
const place = { identity: service, account: '111122223333', region: 'eu-west-1', part: 'access' } as const;

/** Everything that each module can write, with the keys that it declares. */
const modules: Readonly<Record<string, readonly [readonly string[], () => readonly Promise<unknown>[]]>> = {
  baselines: [
    baselines.keys,
    () => [baselines.keepBaseline(store, { key: place, asOf: at, eventId: 'e', state: {} })],
  ],
  brakes: [
    brakes.keys,
    () => [
      brakes.appendToBrake(store, 'actions/a/b', 1, {}),
      brakes.appendToBrake(store, 'brake-told/a', 1, {}),
      brakes.claimTelling(store, 'brake-told/a', until, at),
    ],
  ],
  'carried-out': [carriedOut.keys, () => [carriedOut.appendCarriedOut(store, 'carried-out/f/1', 1, {})]],
  certificates: [certificates.keys, () => [certificates.appendCertificate(store, 'certificate/x', 1, {})]],
  decisions: [decisions.keys, () => [decisions.appendDecision(store, 'decisions/f', 1, {})]],
  ends: [ends.keys, () => [ends.noteGone(store, { key: '0'.repeat(64), of: 'x' }, at)]],
  findings: [
    findings.keys,
    () => [
      findings.putRow(store, newRow(lookOf(verdict())), 0),
      findings.appendToHistory(store, 'history/f', 1, {}),
    ],
  ],
  gate: [gate.keys, () => [gate.appendAtGate(store, 'gate/f', 1, {})]],
  journals: [journals.keys, () => [journals.appendToJournal(store, 'journal/f', 1, {})]],
  owners: [owners.keys, () => [owners.appendOwner(store, 'owner/x', 1, {})]],
  plans: [plans.keys, () => [plans.appendPlan(store, 'plan/f-0', 1, {})]],
  questions: [questions.keys, () => [questions.appendQuestion(store, 'question/x', 1, {})]],
  signatures: [signatures.keys, () => [signatures.claimSignature(store, 'slack/signature/v0=', until, at)]],
  slack: [slack.keys, () => [slack.appendForSlack(store, 'slack/card/c', 1, {})]],
  published: [published.keys, () => [published.appendPublished(store, { log: 'published/a', until }, 1, {})]],
  sweeps: [
    sweeps.keys,
    () => [
      sweeps.appendSweep(store, 'sweep/a/r/2026-11', 1, {}),
      sweeps.appendProgress(store, { log: 'sweep/a/r/kept/b', until }, 1, {}),
    ],
  ],
  switch: [killSwitch.keys, () => [killSwitch.appendToSwitch(store, 'brake', 1, {})]],
  told: [told.keys, () => [told.appendTold(store, 'told/sns/x', 1, {})]],
};

describe('what a module writes', () => {
  it('is known of every module', () => {
    const files = globSync('shared/findings/writes/*.ts').map((file) =>
      file.split('/').at(-1)?.replace('.ts', ''),
    );
    expect(files.toSorted()).toEqual(Object.keys(modules).toSorted());
  });

  it.each(Object.keys(modules))('%s: the keys that it declares, each of them', async (name) => {
    const [keys, write] = modules[name] ?? [[], () => []];
    written.length = 0;
    await Promise.all(write());
    expect(written.length).toBeGreaterThan(0);
    for (const key of written)
      expect([key, keys.some((begin) => key.startsWith(begin))]).toEqual([key, true]);
    for (const begin of keys)
      expect([begin, written.some((key) => key.startsWith(begin))]).toEqual([begin, true]);
  });

  it('is no part of what another one declares', () => {
    const all = Object.values(modules).flatMap(([keys]) => keys);
    const within = all.filter((key) => all.some((other) => other !== key && key.startsWith(other)));
    // The switch is one key by itself, which its module alone may write: no role of a function names it.
    expect(within).toEqual(['log#brake-told/']);
  });
});

it('nothing writes the record but these modules', () => {
  const files = globSync(['shared/**/*.ts', 'functions/**/*.ts', 'cli/**/*.ts']);
  const stores = /^shared\/findings\/(?:writes\/|memory|sqlite|dynamodb)/;
  const writing = /\b(?:store|recordStore|record)\.(?:append|put|keep|setGone|once)\(/;
  const others = files.filter((file) => !stores.test(file) && writing.test(readFileSync(file, 'utf8')));
  expect(others).toEqual([]);
});
