// The plan of a sweep as it is deployed: one message for each account and Region. Loaded by the schedule.
// SPDX-License-Identifier: Apache-2.0
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../../../shared/model/request-handler.ts';
import { environmentOf, required } from '../environment.ts';
import { logger } from '../logger.ts';
import { deployedRecord } from '../record.ts';
import { findAccounts } from './accounts.ts';
import { planSweep } from './planner.ts';

/** Gives the number of accounts and Regions. */
export async function planDeployed(): Promise<number> {
  const { account, organization } = environmentOf(process.env);
  const regions = required(process.env, 'SEAWALL_SWEEP_REGIONS').split(',');
  const queue = required(process.env, 'SEAWALL_SWEEP_QUEUE');
  const others = organization === '' ? [] : await membersNow();
  return planSweep({ sqs: new SQSClient(clientConfig()), queue, accounts: [account, ...others], regions });
}

async function membersNow(): Promise<ReadonlySet<string>> {
  // One endpoint for all Regions (AWS General Reference, "AWS Organizations endpoints and quotas").
  const organizations = new OrganizationsClient(clientConfig({ region: 'us-east-1' }));
  const warn = (message: string) => logger.warn(message);
  return findAccounts({ organizations, store: deployedRecord(), warn });
}
