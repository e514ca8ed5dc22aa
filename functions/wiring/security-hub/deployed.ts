// What the security-hub function is made of: the policy, the record, and by whose credentials each Security Hub is told.
// SPDX-License-Identifier: Apache-2.0
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { Hub } from '../../../shared/export/imports.ts';
import { assumeRole } from '../../../shared/gather/clients/sts.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { answeredWithin, clientConfig } from '../../../shared/model/request-handler.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { catalogueFor } from '../catalogue.ts';
import { environmentOf, memberRole, required } from '../environment.ts';
import { logger, metrics } from '../logger.ts';
import { deployedRecord } from '../record.ts';
import { type ImporterParts, importHinted } from './importer.ts';

/** Returns the ids of the messages that must come again. */
export async function importFindings(
  messages: Parameters<typeof importHinted>[0],
  policy: Policy,
  variables: NodeJS.ProcessEnv,
) {
  return importHinted(messages, await importerOf(policy, variables));
}

async function importerOf(policy: Policy, variables: NodeJS.ProcessEnv): Promise<ImporterParts> {
  return {
    ...{ store: deployedRecord(), view: viewOf(policy), now: Date.now, log: logger, metrics },
    textsOf: await textsUnder(policy),
    hubOf: hubsBy(variables),
    clientFor: (hub) => clientAt(hub, variables),
  };
}

async function textsUnder(policy: Policy): Promise<ImporterParts['textsOf']> {
  const { controls } = await catalogueFor(policy);
  return (id) => controls.find((control) => control.id === id) ?? null;
}

/** `SEAWALL_SECURITY_HUB`: `home`, or `members`, where each finding goes to the account and Region that it is about. */
export function hubsBy(variables: NodeJS.ProcessEnv): (finding: Finding) => Hub {
  const home = {
    account: required(variables, 'SEAWALL_ACCOUNT'),
    region: required(variables, 'AWS_REGION'),
  };
  if (required(variables, 'SEAWALL_SECURITY_HUB') !== 'members') return () => home;
  // What knows no Region, such as a role, is told in the one of the deployment.
  return ({ subject }) => ({
    account: subject.account ?? home.account,
    region: subject.region ?? home.region,
  });
}

const clients = new Map<string, SecurityHubClient>();

/** Made once for each, so that its credentials are taken once an hour; the SDK takes them again when they end. */
function clientAt({ account, region }: Hub, variables: NodeJS.ProcessEnv): SecurityHubClient {
  const key = `${account}/${region}`;
  const client = clients.get(key) ?? makeClient({ account, region }, variables);
  clients.set(key, client);
  return client;
}

function makeClient({ account, region }: Hub, variables: NodeJS.ProcessEnv): SecurityHubClient {
  const { externalId, ...home } = environmentOf(variables);
  const roleArn = memberRole(home, required(variables, 'SEAWALL_SECURITY_HUB_ROLE'))(account);
  // A burst is throttled: waiting a little is better than having all come again (10 a second, 30 at once).
  const requestHandler = answeredWithin(30_000);
  const common = { region, maxAttempts: 6, retryMode: 'adaptive', requestHandler };
  if (roleArn === null) return new SecurityHubClient(clientConfig(common));
  const role = { roleArn, sessionName: 'seawall-security-hub', externalId };
  const credentials = () => assumeRole(clientConfig({ maxAttempts: 3 }), role);
  return new SecurityHubClient(clientConfig({ ...common, credentials }));
}
