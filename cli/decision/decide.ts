// What the commands of decision share: the record, who decides, which finding or response is meant, and the way to AWS.
// SPDX-License-Identifier: Apache-2.0

import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { listFindings } from '../../shared/findings/listing.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import type { AwsApi } from '../../shared/gather/api.ts';
import { awsApi, clusterTokens } from '../../shared/gather/aws.ts';
import { withKubernetes } from '../../shared/gather/kubernetes/api.ts';
import { httpsSend } from '../../shared/gather/kubernetes/http.ts';
import { retrying } from '../../shared/gather/retry.ts';
import type { Control } from '../../shared/model/control.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { awsPerson, localPerson, type Person } from '../../shared/people/person.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import type { OwnRoles } from '../../shared/policy/protected.ts';
import { responseUnder } from '../../shared/policy/response-under.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { actionFor } from '../../shared/respond/actions/index.ts';
import { responseServices } from '../../shared/respond/clients/services.ts';
import { type Engine, RetryLater, usualPatience } from '../../shared/respond/engine/ports.ts';
import {
  noOutsideSwitch,
  type OutsideSwitch,
  parameterSwitch,
} from '../../shared/respond/guardrails/outside-switch.ts';
import { plainSealer, type Sealer } from '../../shared/respond/journal/sealer.ts';
import { compareKept, tookEffect } from '../../shared/respond/state/compare.ts';
import { formerlyFrom } from '../../shared/respond/state/prior-state.ts';
import { controlsOfRun, type PolicyWithControls } from '../input/policy.ts';
import { definedOf } from '../terminal/defined.ts';
import { EnvironmentFailure } from '../terminal/exit.ts';
import type { CommonOptions } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';
import { findingAmong } from './finding-id.ts';
import { isDeployed, openExistingRecord, recordNamed } from './record.ts';

export interface DecideOptions extends CommonOptions {
  readonly record?: string;
  readonly live?: boolean;
  readonly profile?: string;
  readonly region?: string;
}

export interface Desk {
  readonly options: DecideOptions;
  /** The record's name, as given. */
  readonly record: string;
  readonly now: string;
  readonly policy: Policy;
  /** The built-in ones and the policy's own. */
  readonly controls: readonly Control[];
  readonly store: RecordStore;
  readonly person: Person;
  readonly parts: Engine;
}

/** For commands that may send calls: never without being told to. */
export function withLive(command: Command): Command {
  return command.option('--live', 'send the calls to AWS, with your own credentials');
}

/** Opens the record, works, closes it. Throws EnvironmentFailure where AWS is too busy or does not know who asks. */
export async function atDesk<T>(options: DecideOptions, work: (desk: Desk) => Promise<T>): Promise<T> {
  const record = recordNamed(options.record);
  const now = options.now ?? new Date().toISOString();
  const { policy, controls } = await controlsOfRun({ ...options, now }, tell);
  const { profile, region } = options;
  const store = await openExistingRecord(record, definedOf({ profile, region }));
  try {
    const person = await whoDecides({ ...options, record });
    const parts = partsOf(options, { policy, controls }, store, {
      sealer: await sealerOf(options),
      ...definedOf({ evidence: await evidenceKeeperOf(options) }),
    });
    return await work({ options, record, now, policy, controls, store, person, parts });
  } catch (error) {
    if (error instanceof RetryLater) throw new EnvironmentFailure(`${error.message}: try again in a minute`);
    throw error;
  } finally {
    await store.close();
  }
}

/** With --live, and on a deployment's record, AWS says who it is; else the user's name, which nobody has verified. */
export async function whoDecides({
  record,
  live = false,
  profile,
  region,
}: DecideOptions & Pick<Desk, 'record'>): Promise<Person> {
  if (!live && !isDeployed(record)) return localPerson(userInfo().username);
  try {
    // Loaded only when asked for: the SDK would slow every command down.
    const { callerArn } = await import('../../shared/gather/clients/sts.ts');
    const arn = await callerArn({
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000 },
      ...definedOf({ profile, region }),
    });
    if (arn === null) throw new Error('AWS does not say whose credentials these are');
    return awsPerson(arn);
  } catch (error) {
    throw new EnvironmentFailure(`AWS: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The deployment's seal, where the environment names its key: its plans can be read with it only. */
async function sealerOf({ profile, region }: DecideOptions): Promise<Sealer> {
  const key = process.env.SEAWALL_SEAL_KEY ?? '';
  if (key === '') return plainSealer;
  const { kmsSealerOf } = await import('../../shared/respond/journal/kms-sealer.ts');
  return kmsSealerOf(key, definedOf({ profile, region }));
}

/** The deployment's bucket of anchors, where the environment names it; only what may end a workload needs it. */
async function evidenceKeeperOf({ live = false, profile, region }: DecideOptions) {
  const bucket = process.env.SEAWALL_ANCHORS_BUCKET ?? '';
  if (!live || bucket === '') return undefined;
  const { s3KeeperOf } = await import('../../shared/respond/evidence/s3-keeper.ts');
  return s3KeeperOf({ bucket }, definedOf({ profile, region }));
}

function partsOf(
  options: DecideOptions,
  { policy, controls }: PolicyWithControls,
  store: RecordStore,
  kept: Pick<Engine, 'sealer' | 'evidence'>,
): Engine {
  const aws = {
    ...{ services: responseServices, placed: true },
    ...definedOf({ profile: options.profile, region: options.region }),
  };
  const now = options.now === undefined ? Date.now : () => Date.parse(options.now ?? '');
  const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  const api = withKubernetes(awsApi(aws), { send: httpsSend, tokenFor: clusterTokens(aws), now: Date.now });
  const waiting = { now, sleep, random: Math.random, attempts: 4, eventAt: null, notFoundFor: 0 };
  return {
    ...{ policy, store, now, sleep, compare: compareKept, tookEffect, actionOf: actionFor },
    // Under the person's own credentials: what those may do is theirs to narrow.
    sessionFor: () => api,
    view: viewOf(policy),
    reads: retrying(api, waiting),
    responseTo: async (finding) => responseUnder(policy, controls, finding),
    distrust: (finding, why) => tell(`finding ${finding}: ${why}`),
    contextFor: async (finding) => ({
      lastResort: policy.respond.lastResort,
      revoke: policy.respond.revoke,
      formerly: formerlyFrom(store, finding),
    }),
    ...kept,
    outside: outsideSwitch(options, awsApi({ ...aws, placed: false })),
    tell: async ({ text }) => tell(text),
    runId: `cli-${crypto.randomUUID()}`,
    own: ownRolesOf(),
    patience: usualPatience,
  };
}

/** Roles of the deployment, as it tells its functions; without it none is known to be its own. */
function ownRolesOf(): OwnRoles {
  const own = (process.env.SEAWALL_OWN_ROLES ?? '').split(',').filter((role) => role !== '');
  return (arn) => own.includes(arn);
}

/** The deployment's switch outside the record, where the environment names it; read only by what may send calls. */
function outsideSwitch({ live = false }: DecideOptions, api: AwsApi): OutsideSwitch {
  const name = process.env.SEAWALL_BRAKE_PARAMETER ?? '';
  return live && name !== '' ? parameterSwitch(api, name) : noOutsideSwitch;
}

/** The finding that an id, or its beginning, means. Throws UsageError for none and for several. */
export async function findingNamed(id: string, { store, policy, now }: Desk): Promise<Finding> {
  const all = await listFindings(store, { ...viewOf(policy), now });
  return findingAmong(all, id);
}
