// The sweep of this deployment: what it looks through, by whose credentials, and under which policy.
// SPDX-License-Identifier: Apache-2.0
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SQSClient } from '@aws-sdk/client-sqs';
import { httpBlobs } from '../../../shared/gather/blobs.ts';
import { readingApi } from '../../../shared/gather/kubernetes/reading.ts';
import { surveyServices } from '../../../shared/inventory/clients/index.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { clock } from '../clock.ts';
import { environmentOf, memberRole, required } from '../environment.ts';
import { logger, metrics } from '../logger.ts';
import { heldPolicy } from '../policy/deployed.ts';
import { underPolicy } from '../policy/under-policy.ts';
import { deployedRecord } from '../record.ts';
import { findAccounts } from './accounts.ts';
import { planSweep } from './planner.ts';
import { sweeperOf } from './sweeper.ts';

export const sweeper = underPolicy(heldPolicy, build);

function build(policy: Policy) {
  const { account, organization, readRole, externalId } = environmentOf(process.env);
  return sweeperOf({
    ...{ policy, account, ...clock, logger, metrics },
    version: required(process.env, 'SEAWALL_VERSION'),
    store: deployedRecord(),
    api: readingApi({
      ...{ account, externalId, services: surveyServices },
      roleArnFor: memberRole({ account, organization }, readRole),
    }),
    blobs: httpBlobs(),
  });
}

/** Gives the number of accounts and Regions. */
export async function planDeployed(): Promise<number> {
  const { account, organization } = environmentOf(process.env);
  const regions = required(process.env, 'SEAWALL_SWEEP_REGIONS').split(',');
  const queue = required(process.env, 'SEAWALL_SWEEP_QUEUE');
  const others = organization === '' ? [] : await membersNow();
  return planSweep({ sqs: new SQSClient({}), queue, accounts: [account, ...others], regions });
}

async function membersNow(): Promise<ReadonlySet<string>> {
  // One endpoint for all Regions (AWS General Reference, "AWS Organizations endpoints and quotas").
  const organizations = new OrganizationsClient({ region: 'us-east-1' });
  const warn = (message: string) => logger.warn(message);
  return findAccounts({ organizations, store: deployedRecord(), warn });
}
