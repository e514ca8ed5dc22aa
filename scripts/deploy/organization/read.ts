// The organisation as AWS shows it to whoever deploys: its root, who may make stack sets, and what lies above the home account.
// SPDX-License-Identifier: Apache-2.0
import {
  type CallAs,
  type CloudFormationClient,
  DescribeOrganizationsAccessCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeRegionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeOrganizationCommand,
  ListParentsCommand,
  ListRootsCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';

export interface Organisation {
  /** `o-exampleorgid` */
  readonly id: string;
  readonly management: string;
  /** `r-examplerootid` */
  readonly root: string;
  /** As whom stack sets are made: the management account itself, or a delegated administrator. */
  readonly callAs: CallAs;
  /** Organizational units above the home account, and the root; empty for the management account, which no stack set of an organisation reaches. */
  readonly above: readonly string[];
}

export interface OrganizationClients {
  readonly organizations: Pick<OrganizationsClient, 'send'>;
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>;
}

/** Throws, with what to do, where the account is in no organisation or may make no stack sets there. */
export async function readOrganization(
  account: string,
  { organizations, cloudFormation }: OrganizationClients,
): Promise<Organisation> {
  const { Organization } = await inOrganization(() =>
    organizations.send(new DescribeOrganizationCommand({})),
  );
  const [id, management] = [Organization?.Id ?? '', Organization?.MasterAccountId ?? ''];
  const callAs = management === account ? 'SELF' : 'DELEGATED_ADMIN';
  await checkAccess(account, callAs, cloudFormation);
  const { Roots = [] } = await organizations.send(new ListRootsCommand({}));
  const above = management === account ? [] : await readAbove(account, organizations);
  return { id, management, root: Roots[0]?.Id ?? '', callAs, above };
}

async function inOrganization<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && error.name === 'AWSOrganizationsNotInUseException')
      throw new Error('this account is in no organisation: deploy without --organization', { cause: error });
    throw error;
  }
}

/** CloudFormation User Guide, "Activate trusted access for stack sets with AWS Organizations" and "Register a delegated administrator". */
async function checkAccess(
  account: string,
  CallAs: CallAs,
  client: OrganizationClients['cloudFormation'],
): Promise<void> {
  const delegate = `aws organizations register-delegated-administrator --service-principal member.org.stacksets.cloudformation.amazonaws.com --account-id ${account}`;
  try {
    const { Status } = await client.send(new DescribeOrganizationsAccessCommand({ CallAs }));
    if (Status === 'ENABLED') return;
  } catch (error) {
    if (
      CallAs === 'SELF' ||
      !(error instanceof Error) ||
      !/^(?:ValidationError|AccessDenied)/.test(error.name)
    )
      throw error;
    throw new Error(
      `${account} may make no stack sets for the organisation: in the management account, say ${delegate} (${error.message})`,
      { cause: error },
    );
  }
  throw new Error(
    'CloudFormation has no trusted access to the organisation: in the management account, say aws cloudformation activate-organizations-access',
  );
}

async function readAbove(
  account: string,
  client: OrganizationClients['organizations'],
): Promise<readonly string[]> {
  const above: string[] = [];
  // Organizations nests five deep (AWS Organizations User Guide, "Quotas").
  for (let child = account; above.length < 10; ) {
    const { Parents = [] } = await client.send(new ListParentsCommand({ ChildId: child }));
    const [parent] = Parents;
    if (parent?.Id === undefined) return above;
    above.push(parent.Id);
    if (parent.Type === 'ROOT') return above;
    child = parent.Id;
  }
  return above;
}

/** Regions that the home account may use; members may have enabled others besides. */
export async function readRegions(client: Pick<EC2Client, 'send'>): Promise<readonly string[]> {
  const { Regions = [] } = await client.send(new DescribeRegionsCommand({ AllRegions: false }));
  return Regions.flatMap(({ RegionName }) => RegionName ?? []).toSorted();
}
